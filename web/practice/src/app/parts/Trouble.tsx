/** A screen that says what is wrong and lets somebody try again. */

import type { ReactNode } from "react";
import { Button } from "./Button";
import { Notice } from "./Notice";
import { Page, type PageProps } from "./Page";

export interface TroubleProps extends Pick<PageProps, "title" | "back"> {
  readonly sentence: string;
  readonly again: { readonly label: string; readonly onClick: () => void };
  /** What else can be done, beside trying again. */
  readonly others?: ReactNode;
  /** More of what is wrong. */
  readonly children?: ReactNode;
}

export function Trouble({ title, back, sentence, again, others, children }: TroubleProps) {
  const actions = (
    <>
      <Button kind="main" onClick={again.onClick}>
        {again.label}
      </Button>
      {others}
    </>
  );
  return (
    <Page title={title} actions={actions} {...(back !== undefined && { back })}>
      <Notice tone="bad">{sentence}</Notice>
      {children}
    </Page>
  );
}
