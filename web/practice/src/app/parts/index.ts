/** What screens are made of. Must not know any of them. */

import "./parts.css";

export { Asked } from "./Asked";
export { Busy } from "./Busy";
export { Button, type ButtonProps } from "./Button";
export { Notice, type NoticeProps } from "./Notice";
export { Page, type PageProps } from "./Page";
export { PlayButton, type PlayButtonProps } from "./PlayButton";
export { Trouble, type TroubleProps } from "./Trouble";
