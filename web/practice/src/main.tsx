/** Where the app begins. */

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";
import { Fault } from "./app/Fault";
import { makeRouter } from "./app/routes";
import { Start } from "./app/Start";
import "./app/theme.css";
import { keepForOffline } from "./app/updates";
import { startWords } from "./i18n";

const root = document.getElementById("root");
if (root) {
  await startWords();
  const router = makeRouter();
  createRoot(root).render(
    <StrictMode>
      <Fault>
        <Start>
          <RouterProvider router={router} />
        </Start>
      </Fault>
    </StrictMode>,
  );
  keepForOffline().catch(() => undefined); // without a worker the app works, but not offline
}
