/** Which screen an address shows. What is needed only to dance is loaded when somebody dances. */

import { createBrowserRouter, Outlet, type RouteObject } from "react-router";
import { CataloguePage } from "../classes/CataloguePage";
import { ClassPage } from "../classes/ClassPage";
import { SettingsPage } from "../settings/SettingsPage";
import { RouteFault } from "./Fault";
import { Lost } from "./Lost";
import { Busy } from "./parts";

const learn = () => import("../learn/LearnPage").then(({ LearnPage }) => ({ Component: LearnPage }));
const dance = () => import("../dance/DancePage").then(({ DancePage }) => ({ Component: DancePage }));
const result = () => import("../results/ResultPage").then(({ ResultPage }) => ({ Component: ResultPage }));
const calibration = () =>
  import("../calibrating/CalibrationPage").then(({ CalibrationPage }) => ({ Component: CalibrationPage }));

const screens: RouteObject[] = [
  { index: true, Component: CataloguePage },
  { path: "c/:classId", Component: ClassPage },
  { path: "c/:classId/learn", lazy: learn },
  { path: "c/:classId/dance", lazy: dance },
  { path: "r/:resultId", lazy: result },
  { path: "settings", Component: SettingsPage },
  { path: "settings/calibrate", lazy: calibration },
  { path: "*", Component: Lost },
];

export function makeRouter() {
  return createBrowserRouter(
    [{ Component: Outlet, HydrateFallback: Busy, ErrorBoundary: RouteFault, children: screens }],
    { basename: import.meta.env.BASE_URL.replace(/\/$/, "") },
  );
}
