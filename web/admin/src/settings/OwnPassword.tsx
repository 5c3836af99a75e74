import { api, type Shape, told } from "@eightcount/api";
import { Button, Card, Group, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { faultOf, Refused } from "../app/Refused";
import { useAccount } from "../session/session";
import { SHORTEST } from "./passwords";

/** Changes one's own password; the present one must be known. */
export function OwnPassword() {
  const { t } = useTranslation("settings");
  const { login } = useAccount();
  const change = useMutation({
    mutationFn: (body: Shape<"PasswordChange">) => told(api.PUT("/api/v1/session/password", { body })),
  });
  const form = useForm({
    initialValues: { old: "", fresh: "", again: "" },
    validate: {
      fresh: (fresh) => (fresh.length < SHORTEST ? t("me.short") : null),
      again: (again, { fresh }) => (again === fresh ? null : t("me.differs")),
    },
  });
  const submit = form.onSubmit(({ old, fresh }) =>
    change.mutate({ old, new: fresh }, { onSuccess: () => form.reset() }),
  );
  const eye = { "aria-label": t("shell:showPassword"), tabIndex: 0 };
  return (
    <Card withBorder component="section" aria-label={t("me.password")}>
      <form onSubmit={submit}>
        <Stack>
          <Title order={2} size="h4">
            {t("me.password")}
          </Title>
          <input type="text" hidden readOnly autoComplete="username" value={login} />
          <PasswordInput
            label={t("me.old")}
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={eye}
            {...form.getInputProps("old")}
            error={faultOf(change.error, "old")}
          />
          <PasswordInput
            label={t("me.new")}
            description={t("me.rule")}
            autoComplete="new-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={eye}
            {...form.getInputProps("fresh")}
            error={form.errors.fresh ?? faultOf(change.error, "new")}
          />
          <PasswordInput
            label={t("me.again")}
            autoComplete="new-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={eye}
            {...form.getInputProps("again")}
          />
          <Refused error={change.error} fields={["old", "new"]} />
          <Group justify="end">
            <Text size="sm" role="status">
              {change.isSuccess && t("me.changed")}
            </Text>
            <Button type="submit" variant="default" loading={change.isPending}>
              {t("me.change")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
