import { lazy, Suspense, useEffect } from "react";
import { Navigate, Route, Routes, useLocation, useNavigate } from "react-router";
import { withinAdmin } from "../session/next";
import { takePlace } from "../session/place";
import { useHasEnded, useSession } from "../session/session";
import { Crashed } from "./Crashed";
import { NoPage } from "./NoPage";
import { Shell } from "./Shell";
import { Waiting } from "./Waiting";

const Board = lazy(() => import("../board/Board").then((room) => ({ default: room.Board })));
const ClassPage = lazy(() => import("../classes/ClassPage").then((room) => ({ default: room.ClassPage })));
const Overview = lazy(() => import("../classes/Overview").then((room) => ({ default: room.Overview })));
const NewClass = lazy(() => import("../classes/NewClass").then((room) => ({ default: room.NewClass })));
const Songs = lazy(() => import("../catalogue/Songs").then((room) => ({ default: room.Songs })));
const SongPage = lazy(() => import("../catalogue/SongPage").then((room) => ({ default: room.SongPage })));
const Dancers = lazy(() => import("../catalogue/Dancers").then((room) => ({ default: room.Dancers })));
const DancerPage = lazy(() =>
  import("../catalogue/DancerPage").then((room) => ({ default: room.DancerPage })),
);
const AlignmentPage = lazy(() =>
  import("../alignment/AlignmentPage").then((room) => ({ default: room.AlignmentPage })),
);
const beatsRoom = () => import("../editor/BeatsPage").then((room) => ({ default: room.BeatsPage }));
const BeatsPage = lazy(beatsRoom);
// The largest room comes beside its class, not after it.
if (window.location.pathname.endsWith("/beats")) void beatsRoom();
const PosesPage = lazy(() => import("../poses/PosesPage").then((room) => ({ default: room.PosesPage })));
const PublishPage = lazy(() =>
  import("../publish/PublishPage").then((room) => ({ default: room.PublishPage })),
);
const TuningPage = lazy(() => import("../tuning/TuningPage").then((room) => ({ default: room.TuningPage })));
const HistoryPage = lazy(() =>
  import("../publish/HistoryPage").then((room) => ({ default: room.HistoryPage })),
);
const Settings = lazy(() => import("../settings/Settings").then((room) => ({ default: room.Settings })));
const Me = lazy(() => import("../settings/Me").then((room) => ({ default: room.Me })));
const SignIn = lazy(() => import("../session/SignIn").then((room) => ({ default: room.SignIn })));
const SignInAgain = lazy(() =>
  import("../session/SignInAgain").then((room) => ({ default: room.SignInAgain })),
);

/** Which page an address shows. Everything but signing in is for people who are signed in. */
export function Pages() {
  return (
    <Crashed>
      <Suspense fallback={<Waiting />}>
        <Routes>
          <Route path="/sign-in" element={<SignIn />} />
          <Route element={<SignedIn />}>
            <Route index element={<Board />} />
            <Route path="songs" element={<Songs />} />
            <Route path="songs/:id" element={<SongPage />} />
            <Route path="dancers" element={<Dancers />} />
            <Route path="dancers/:id" element={<DancerPage />} />
            <Route path="classes/new" element={<NewClass />} />
            <Route path="classes/:slug" element={<ClassPage />}>
              <Route index element={<Overview />} />
              <Route path="alignment" element={<AlignmentPage />} />
              <Route path="align" element={<Navigate to="../alignment" relative="path" replace />} />
              <Route path="beats" element={<BeatsPage />} />
              <Route path="poses" element={<PosesPage />} />
              <Route path="publish" element={<PublishPage />} />
              <Route path="tuning" element={<TuningPage />} />
              <Route path="history" element={<HistoryPage />} />
            </Route>
            <Route path="settings" element={<Settings />} />
            <Route path="settings/:tab" element={<Settings />} />
            <Route path="me" element={<Me />} />
            <Route path="*" element={<NoPage />} />
          </Route>
        </Routes>
      </Suspense>
    </Crashed>
  );
}

function SignedIn() {
  const session = useSession();
  const hasEnded = useHasEnded();
  const { pathname, search, hash } = useLocation();
  useBackInPlace();
  if (session.isPending) return <Waiting />;
  if (session.data === undefined) throw session.error;
  if (session.data === null) {
    return <Navigate to={`/sign-in?${new URLSearchParams({ next: pathname + search + hash })}`} replace />;
  }
  const { account } = session.data;
  return (
    <>
      <Shell account={account} />
      {hasEnded && (
        <Suspense fallback={null}>
          <SignInAgain account={account} />
        </Suspense>
      )}
    </>
  );
}

/** From an identity provider one comes back to the board; on to the page that one came from. */
function useBackInPlace(): void {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: where the admin was entered, once
  useEffect(() => {
    const place = takePlace();
    if (place !== null && pathname === "/") navigate(withinAdmin(place), { replace: true });
  }, []);
}
