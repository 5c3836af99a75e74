import { Center, Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** Something is on its way. */
export function Waiting() {
  const { t } = useTranslation("shell", { useSuspense: false });
  return (
    <Center mih="12rem" role="status" aria-label={t("loading")}>
      <Loader />
    </Center>
  );
}
