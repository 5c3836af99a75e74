import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { faultOf, Refused } from "../app/Refused";
import { type Account, useEditAccount } from "./accounts";
import { freshPassword, PasswordChoice } from "./PasswordChoice";
import { SecretOnce } from "./SecretOnce";

type Props = Readonly<{ account: Account; onClose: () => void; onTyped: () => void }>;

/** A new password for somebody who lost theirs; shown once where the page made it. */
export function NewPassword({ account, onClose, onTyped }: Props) {
  const { t } = useTranslation("settings");
  const edit = useEditAccount();
  const [given, setGiven] = useState(freshPassword);
  const { name } = account;
  const set = () =>
    edit.mutate(
      { account, changes: { password: given.password } },
      { onSuccess: () => (given.made ? undefined : onTyped()) },
    );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("password.of", { name })}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("shell:close") }}
    >
      {edit.isSuccess && given.made ? (
        <SecretOnce
          says={t("password.now", { name })}
          label={t("secret.password")}
          secret={given.password}
          onDone={onClose}
        />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            set();
          }}
        >
          <Stack>
            <Text size="sm">{t("password.says")}</Text>
            <PasswordChoice value={given} onChange={setGiven} error={faultOf(edit.error, "password")} />
            <Refused error={edit.error} fields={["password"]} />
            <Group justify="end">
              <Button variant="default" onClick={onClose}>
                {t("shell:cancel")}
              </Button>
              <Button type="submit" loading={edit.isPending}>
                {t("password.set")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
