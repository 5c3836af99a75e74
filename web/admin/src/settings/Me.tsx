import { Button, Card, Group, List, NativeSelect, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDocumentTitle } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { faultOf, Refused } from "../app/Refused";
import { Calibration } from "../editor/Calibration";
import { LANGUAGES, type Language } from "../i18n";
import { useAccount, useEditSelf, useOwnLanguage } from "../session/session";
import { OwnPassword } from "./OwnPassword";

/** One's own name, language and password, and what one may do. */
export function Me() {
  const { t } = useTranslation("settings");
  useDocumentTitle(t("me.pageTitle"));
  return (
    <Stack maw="40rem" mx="auto">
      <Title order={1} size="h2">
        {t("me.title")}
      </Title>
      <AboutMe />
      <MyTapping />
      <OwnPassword />
      <MyRights />
    </Stack>
  );
}

/** How late one's taps come on this device; the beat editor takes it off. */
function MyTapping() {
  const { t } = useTranslation("beats");
  const { id } = useAccount();
  return (
    <Card withBorder component="section" aria-label={t("calibration.title")}>
      <Title order={2} size="h4" mb="xs">
        {t("calibration.title")}
      </Title>
      <Calibration account={`account:${id}`} />
    </Card>
  );
}

function AboutMe() {
  const { t, i18n } = useTranslation("settings");
  const account = useAccount();
  const edit = useEditSelf();
  const speak = useOwnLanguage();
  const form = useForm({ initialValues: { name: account.name } });
  return (
    <Card withBorder component="section" aria-label={t("me.about")}>
      <form onSubmit={form.onSubmit((given) => edit.mutate(given, { onSuccess: () => form.resetDirty() }))}>
        <Stack>
          <Group grow align="start">
            <TextInput
              label={t("me.name")}
              description={t("me.nameSays")}
              required
              withAsterisk={false}
              maxLength={200}
              {...form.getInputProps("name")}
              error={faultOf(edit.error, "name")}
            />
          </Group>
          <Group grow align="end">
            <TextInput label={t("me.login")} value={account.login} readOnly variant="filled" />
            <NativeSelect
              label={t("me.language")}
              value={i18n.language}
              data={LANGUAGES.map((value) => ({ value, label: t(`shell:language.${value}`) }))}
              onChange={(event) => speak(event.currentTarget.value as Language)}
            />
          </Group>
          <Refused error={edit.error} fields={["name"]} />
          <Group justify="end">
            <Text size="sm" role="status">
              {edit.isSuccess && !form.isDirty() && t("me.saved")}
            </Text>
            <Button type="submit" variant="default" loading={edit.isPending} disabled={!form.isDirty()}>
              {t("me.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}

function MyRights() {
  const { t } = useTranslation("settings");
  const { role, scopes } = useAccount();
  return (
    <Card withBorder component="section" aria-label={t("me.mayDo")}>
      <Stack gap="xs">
        <Title order={2} size="h4">
          {t("me.mayDo")}
        </Title>
        <Text size="sm">
          {t("me.role")}: {t(`role.${role}`)}
        </Text>
        <List size="sm">
          {scopes.map((scope) => (
            <List.Item key={scope}>{t(`scope.${scope}`)}</List.Item>
          ))}
        </List>
      </Stack>
    </Card>
  );
}
