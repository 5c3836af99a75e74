import { Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { faultOf, Refused } from "../app/Refused";
import { type Account, ROLES, type Role, useCreateAccount } from "./accounts";
import { freshPassword, PasswordChoice } from "./PasswordChoice";
import { SecretOnce } from "./SecretOnce";

/** A new person: the form, then the password, once. */
export function NewAccount({ onClose }: Readonly<{ onClose: () => void }>) {
  const { t } = useTranslation("settings");
  const [made, setMade] = useState<Readonly<{ account: Account; password: string }> | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("account.new")}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("shell:close") }}
    >
      {made === null ? (
        <AccountForm
          onClose={onClose}
          onMade={(account, password) => (password === null ? onClose() : setMade({ account, password }))}
        />
      ) : (
        <SecretOnce
          says={t("account.made", { name: made.account.name })}
          label={t("secret.password")}
          secret={made.password}
          onDone={onClose}
        />
      )}
    </Modal>
  );
}

/** `onMade` is told the password where it is to be shown, null where it was typed. */
type FormProps = Readonly<{
  onClose: () => void;
  onMade: (account: Account, password: string | null) => void;
}>;

function AccountForm({ onClose, onMade }: FormProps) {
  const { t } = useTranslation("settings");
  const create = useCreateAccount();
  const form = useForm({
    initialValues: { name: "", login: "", role: "author" as Role, password: freshPassword() },
  });
  const submit = form.onSubmit(({ password, ...given }) =>
    create.mutate(
      { ...given, password: password.password },
      { onSuccess: (account) => onMade(account, password.made ? password.password : null) },
    ),
  );
  const { role } = form.values;
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t("account.name")}
          description={t("account.nameSays")}
          required
          withAsterisk={false}
          maxLength={200}
          data-autofocus
          {...form.getInputProps("name")}
          error={faultOf(create.error, "name")}
        />
        <TextInput
          label={t("account.login")}
          description={t("account.loginSays")}
          required
          withAsterisk={false}
          maxLength={100}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps("login")}
          error={faultOf(create.error, "login")}
        />
        <Select
          label={t("account.role")}
          description={t(`roleSays.${role}`)}
          data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps("role")}
        />
        <PasswordChoice
          value={form.values.password}
          onChange={(password) => form.setFieldValue("password", password)}
          error={faultOf(create.error, "password")}
        />
        <Refused error={create.error} fields={["name", "login", "password"]} />
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            {t("shell:cancel")}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t("account.create")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
