import { Skeleton, Stack } from "@mantine/core";
import i18next from "i18next";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { NotOpen } from "../app/NotOpen";
import { useClass } from "../classes/useClass";
import { useAccount } from "../session/session";
import { EditorContext } from "./context";
import type { Editor } from "./editor";
import "./editor.css";
import { NotPreparedError } from "./material";
import { openClass } from "./open";
import { Workbench } from "./Workbench";

// The room comes with its words: React holds every further wait back for 300 ms.
await i18next.loadNamespaces(["beats", "editor"]);

/** A song that is being prepared is looked for so often. */
const AGAIN_MS = 2_000;

/** Where the beats of a class are marked by ear. */
export function BeatsPage() {
  const { slug } = useClass();
  const { editor, fault, again } = useOpened(slug);
  if (fault !== null) return <NotYet fault={fault} again={again} />;
  if (editor === null) return <Opening />;
  return (
    <EditorContext value={editor}>
      <Workbench />
    </EditorContext>
  );
}

function useOpened(slug: string) {
  const { i18n } = useTranslation("beats");
  const { id } = useAccount();
  const { refresh } = useClass();
  const [editor, setEditor] = useState<Editor | null>(null);
  const [fault, setFault] = useState<Error | null>(null);
  const [turn, setTurn] = useState(0);
  const around = useRef({ refresh, language: i18n.language });
  around.current = { refresh, language: i18n.language };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn opens it again
  useEffect(() => {
    let opened: Editor | null = null;
    let gone = false;
    setEditor(null);
    openClass({
      slug,
      account: `account:${id}`,
      language: () => around.current.language,
      onSaved: () => void around.current.refresh(),
    }).then(
      (ready) => {
        opened = ready;
        if (gone) return ready.close();
        setFault(null);
        setEditor(ready);
      },
      (cause: unknown) => {
        if (!gone) setFault(cause instanceof Error ? cause : new Error(String(cause)));
      },
    );
    return () => {
      gone = true;
      opened?.close();
    };
  }, [slug, id, turn]);
  const again = useCallback(() => setTurn((last) => last + 1), []);
  return { editor, fault, again };
}

function Opening() {
  const { t } = useTranslation("shell");
  return (
    <Stack gap="sm" role="status" aria-label={t("loading")}>
      <Skeleton h={36} />
      <Skeleton h={350} />
      <Skeleton h={220} />
    </Stack>
  );
}

function NotYet({ fault, again }: Readonly<{ fault: Error; again: () => void }>) {
  const { t } = useTranslation("beats");
  const { row } = useClass();
  useEffect(() => {
    if (!(fault instanceof NotPreparedError)) return;
    const timer = setTimeout(again, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [fault, again]);
  if (!(fault instanceof NotPreparedError)) return <NotOpen fault={fault} again={again} />;
  const sentence = t("missing", { sentence: fault.message || row.sentence });
  return <NotOpen fault={fault} again={again} sentence={sentence} color="blue" />;
}
