import { Button, Popover, Stack } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useUploads } from "./desk";
import { UploadCard } from "./UploadCard";
import { percent } from "./words";

/** All uploads of this tab, from any page; nothing where there are none. */
export function UploadsButton() {
  const { t } = useTranslation("uploads");
  const items = useUploads();
  const open = items.filter((item) => item.phase !== "done");
  if (items.length === 0) return null;
  const total = open.reduce((sum, item) => sum + item.totalBytes, 0);
  const sent = open.reduce((sum, item) => sum + item.sentBytes, 0);
  const words = open.length > 0 ? `${percent({ sentBytes: sent, totalBytes: total })} %` : t("allDone");
  const wrong = open.some(({ phase }) => phase === "failed" || phase === "refused" || phase === "needs_file");
  return (
    <Popover position="bottom-end" width={360} withinPortal trapFocus>
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconUpload size={16} aria-hidden />}
          aria-label={t("button", { words })}
          styles={{ label: { fontVariantNumeric: "tabular-nums" } }}
          {...(wrong && { color: "red", variant: "light" })}
        >
          {words}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <Stack gap="xs" mah="60vh" style={{ overflowY: "auto" }}>
          {items.map((item) => (
            <UploadCard key={item.key} item={item} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
