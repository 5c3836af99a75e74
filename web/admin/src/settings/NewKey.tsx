import type { Shape } from "@eightcount/api";
import { Button, Checkbox, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { faultOf, Refused } from "../app/Refused";
import { SCOPES, type Scope, useCreateKey } from "./keys";
import { SecretOnce } from "./SecretOnce";

type Made = Shape<"KeyMade">;

/** A new key: its name and scopes, then its secret, once. */
export function NewKey({ onClose }: Readonly<{ onClose: () => void }>) {
  const { t } = useTranslation("settings");
  const [made, setMade] = useState<Made | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("key.new")}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("shell:close") }}
    >
      {made === null ? (
        <KeyForm onClose={onClose} onMade={setMade} />
      ) : (
        <SecretOnce
          says={t("key.made", { name: made.name })}
          label={t("secret.key")}
          secret={made.secret}
          onDone={onClose}
        />
      )}
    </Modal>
  );
}

type FormProps = Readonly<{ onClose: () => void; onMade: (made: Made) => void }>;

function KeyForm({ onClose, onMade }: FormProps) {
  const { t } = useTranslation("settings");
  const create = useCreateKey();
  const form = useForm({
    initialValues: { name: "", scopes: ["read"] as Scope[] },
    validate: { scopes: (scopes) => (scopes.length === 0 ? t("key.scopesNeeded") : null) },
  });
  return (
    <form onSubmit={form.onSubmit((given) => create.mutate(given, { onSuccess: onMade }))}>
      <Stack>
        <TextInput
          label={t("key.name")}
          description={t("key.nameSays")}
          required
          withAsterisk={false}
          maxLength={200}
          data-autofocus
          {...form.getInputProps("name")}
          error={faultOf(create.error, "name")}
        />
        <Checkbox.Group label={t("key.scopes")} {...form.getInputProps("scopes")}>
          <Stack gap="xs" mt={6}>
            {SCOPES.map((scope) => (
              <Checkbox key={scope} value={scope} label={scope} description={t(`scope.${scope}`)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Refused error={create.error} fields={["name"]} />
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            {t("shell:cancel")}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t("key.create")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
