import { lazy, Suspense } from "react";
import { Navigate, Route, Routes, useLocation } from "react-router";
import { SignIn } from "../session/SignIn";
import { useSession } from "../session/session";
import { Crashed } from "./Crashed";
import { NoPage } from "./NoPage";
import { Shell } from "./Shell";
import { Waiting } from "./Waiting";

const Board = lazy(() => import("../board/Board").then((room) => ({ default: room.Board })));

/** Which page an address shows. Everything but signing in is for people who are signed in. */
export function Pages() {
  return (
    <Crashed>
      <Suspense fallback={<Waiting />}>
        <Routes>
          <Route path="/sign-in" element={<SignIn />} />
          <Route element={<SignedIn />}>
            <Route index element={<Board />} />
            <Route path="*" element={<NoPage />} />
          </Route>
        </Routes>
      </Suspense>
    </Crashed>
  );
}

function SignedIn() {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session.isPending) return <Waiting />;
  if (session.isError) throw session.error;
  if (session.data === null) {
    return <Navigate to={`/sign-in?${new URLSearchParams({ next: pathname + search })}`} replace />;
  }
  return <Shell account={session.data.account} />;
}
