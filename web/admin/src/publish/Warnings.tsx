import { Alert, List } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type Note, rangesOf } from "./judging";

/** What to know before a class goes out; nothing where there is nothing to know. */
export function Warnings({ warnings }: Readonly<{ warnings: readonly Note[] }>) {
  const { t } = useTranslation("publish");
  if (warnings.length === 0) return null;
  return (
    <Alert color="orange" role="note" icon={<IconAlertTriangle size={18} />} title={t("warning.title")}>
      <List size="sm">
        {warnings.map((warning) => (
          <List.Item key={warning.code}>
            <WarningWords warning={warning} />
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** A warning in the person's language; as the server says it where this page has no words for it. */
export function WarningWords({ warning }: Readonly<{ warning: Note }>) {
  const { t, i18n } = useTranslation("publish");
  const { code, sentence, parts, joints, counts = [] } = warning;
  if (!i18n.exists(`publish:warning.${code}`)) return <span lang="en">{sentence}</span>;
  const named = joints.map((joint) => t(`judging.joint.${joint}`, { defaultValue: joint }));
  const places = parts.flatMap((part, at) => {
    const its = counts[at];
    return its ? t("warning.place", { part, counts: rangesOf(its) }) : [];
  });
  const words = { parts: parts.join(", "), joints: named.join(", "), places: places.join("; ") };
  return <span>{t(`warning.${code}`, words)}</span>;
}
