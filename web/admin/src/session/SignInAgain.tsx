import { Button, Modal, Stack, Text } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { queries, SESSION_KEY } from "../app/queries";
import { OidcWay, useWays } from "./OidcWay";
import { PasswordForm } from "./PasswordForm";
import { forget, type Session } from "./session";

/** The session has ended in the middle of work: the page behind stays as it is, with what was typed. */
export function SignInAgain({ account }: Readonly<{ account: Session["account"] }>) {
  const { t } = useTranslation("session");
  const oidc = useWays().data?.oidc ?? null;
  // Who signed in again in another tab goes on here too.
  useWindowEvent("focus", () => void queries.refetchQueries({ queryKey: SESSION_KEY, exact: true }));
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t("ended")}
      centered
      overlayProps={{ backgroundOpacity: 0.4, blur: 2 }}
    >
      <Stack>
        <Text size="sm">{t("endedText")}</Text>
        <PasswordForm login={account.login} />
        {oidc !== null && <OidcWay way={oidc} next={null} />}
        <Button variant="subtle" size="compact-sm" onClick={forget}>
          {t("leave")}
        </Button>
      </Stack>
    </Modal>
  );
}
