import { Text, UnstyledButton } from "@mantine/core";
import { IconAlertCircle, IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useEditor, useEditorState } from "./context";
import type { Problem } from "./core/checks/problem";
import { only } from "./core/selection";
import { problemsOf } from "./problems";

/** What is wrong, the worst first; each leads to its place. */
export function ChecksPanel() {
  const { t } = useTranslation("beats");
  const editor = useEditor();
  const problems = useEditorState((state) => problemsOf(editor, state));
  if (problems.length === 0) {
    return (
      <Text size="sm" className="editor-line">
        <IconCircleCheck size={18} color="var(--timeline-good)" aria-hidden />
        {t("checks.none")}
      </Text>
    );
  }
  return (
    <>
      <Text size="xs" c="dimmed" mb={4}>
        {t(problems.some(({ severity }) => severity === "error") ? "checks.blocking" : "checks.warning")}
      </Text>
      <ul className="editor-list" aria-label={t("panels.checks")}>
        {problems.map((problem) => (
          <li key={`${problem.code} ${problem.say} ${problem.index}`}>
            <Line problem={problem} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Line({ problem }: Readonly<{ problem: Problem }>) {
  const { t } = useTranslation(["editor", "beats"]);
  const editor = useEditor();
  const { severity, code, say, params, s, index } = problem;
  const Icon = severity === "error" ? IconAlertCircle : IconAlertTriangle;
  const jump = () => {
    const mark = index === null ? undefined : editor.desk().sketch.marks[index];
    editor.select(mark === undefined ? { ids: [], anchor: null } : only(mark.id), s);
  };
  return (
    <UnstyledButton className="editor-line" data-severity={severity} disabled={s === null} onClick={jump}>
      <Icon size={18} aria-label={t(`beats:severity.${severity}`)} />
      <span>
        {say === "whole" ? t("beats:checks.whole") : t(`editor:checks.${code}.${say}`, { ...params })}
      </span>
    </UnstyledButton>
  );
}
