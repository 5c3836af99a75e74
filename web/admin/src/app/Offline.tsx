import { Alert } from "@mantine/core";
import { useNetwork } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

/** Tells that there is no network, for as long as there is none. */
export function Offline() {
  const { t } = useTranslation("shell");
  const { online } = useNetwork();
  if (online) return null;
  return (
    <Alert color="orange" mb="md" role="status">
      {t("offline")}
    </Alert>
  );
}
