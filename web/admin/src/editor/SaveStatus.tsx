import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCloudCheck, IconCloudOff, IconCloudUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useEditorState } from "./context";
import type { Saving } from "./state";

const ICONS: Readonly<Record<Saving["kind"], typeof IconCloudCheck>> = {
  saved: IconCloudCheck,
  waiting: IconCloudUp,
  saving: IconCloudUp,
  offline: IconCloudOff,
  conflict: IconAlertTriangle,
  refused: IconAlertTriangle,
};
const CALM = new Set<Saving["kind"]>(["saved", "waiting", "saving"]);

/** How the edits stand with the server, in a line that is always there. */
export function SaveStatus() {
  const { t } = useTranslation("beats");
  const saving = useEditorState((state) => state.saving);
  const revision = useEditorState((state) => state.base.revision);
  const Icon = ICONS[saving.kind];
  const sentence = saving.kind === "refused" ? saving.sentence : "";
  return (
    <Text
      size="sm"
      role="status"
      className="editor-saving"
      data-saving={saving.kind}
      c={CALM.has(saving.kind) ? "dimmed" : "orange"}
      title={sentence || undefined}
    >
      <Icon size={16} aria-hidden />
      <span>
        {t(`saving.${saving.kind}${revision === 0 && saving.kind === "saved" ? "Nothing" : ""}`, {
          sentence,
        })}
      </span>
    </Text>
  );
}
