import { Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useEditor, useEditorState } from "./context";
import { countOf, partOf } from "./core/parts";
import { only, toggled, upTo } from "./core/selection";
import type { Mark } from "./core/sketch";

/** Every mark in words: what the timeline shows, for those who do not see it. The page's keys work on it. */
export function MarksPanel() {
  const { t } = useTranslation("beats");
  const marks = useEditorState((state) => state.history.sketch.marks);
  const anchor = useEditorState((state) => state.selection.anchor);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`#mark-${anchor}`)?.scrollIntoView({ block: "nearest" });
  }, [anchor]);
  if (marks.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("marks.none")}
      </Text>
    );
  }
  return (
    <div
      ref={list}
      role="listbox"
      tabIndex={0}
      aria-multiselectable
      aria-label={t("panels.marks")}
      aria-activedescendant={anchor === null ? undefined : `mark-${anchor}`}
      className="editor-list editor-marks"
    >
      {marks.map((mark, at) => (
        <Row key={mark.id} mark={mark} at={at} last={at === marks.length - 1} />
      ))}
    </div>
  );
}

function Row({ mark, at, last }: Readonly<{ mark: Mark; at: number; last: boolean }>) {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const selected = useEditorState((state) => state.selection.ids.includes(mark.id));
  const pick = (event: React.MouseEvent) => {
    const { sketch, selection } = editor.desk();
    if (event.shiftKey) editor.select(upTo(sketch, selection, mark.id));
    else if (event.ctrlKey || event.metaKey) editor.select(toggled(selection, mark.id));
    else editor.select(only(mark.id), mark.s);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the page's keys walk the marks; the list is their active descendant
    // biome-ignore lint/a11y/useFocusableInteractive: the list box has the focus
    <div
      id={`mark-${mark.id}`}
      role="option"
      aria-selected={selected}
      className="editor-mark"
      data-one={at % 8 === 0}
      onClick={pick}
    >
      <span>
        {last && at % 8 === 0 ? t("marks.end") : t("partCount", { part: partOf(at) + 1, count: countOf(at) })}
      </span>
      <span className="editor-number">{t("seconds", { s: mark.s.toFixed(3) })}</span>
      <span>{t(`origins.${mark.origin}`)}</span>
      <span>{t(mark.slow ? "marks.slow" : mark.confirmed ? "marks.confirmed" : "marks.open")}</span>
    </div>
  );
}
