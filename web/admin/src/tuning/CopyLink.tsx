import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";

/** The address of this practice at this step. */
export function CopyLink() {
  const { t } = useTranslation("tuning");
  useLocation(); // drawn again when the address changes
  return (
    <CopyButton value={window.location.href}>
      {({ copied, copy }) => (
        <Button
          variant="subtle"
          size="xs"
          leftSection={copied ? <IconCheck size={16} /> : <IconLink size={16} />}
          onClick={copy}
        >
          {t(copied ? "linkCopied" : "link")}
        </Button>
      )}
    </CopyButton>
  );
}
