import { PasswordInput, Radio, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { madePassword } from "./passwords";

/** `made`: the page makes it and shows it once; otherwise it was typed, and is shown to nobody. */
export type PasswordGiven = Readonly<{ made: boolean; password: string }>;

type Props = Readonly<{
  value: PasswordGiven;
  onChange: (value: PasswordGiven) => void;
  error: string | null;
}>;

export function freshPassword(): PasswordGiven {
  return { made: true, password: madePassword() };
}

/** Whether the password is made by the page or typed. */
export function PasswordChoice({ value, onChange, error }: Props) {
  const { t } = useTranslation("settings");
  return (
    <Stack gap="xs">
      <Radio.Group
        label={t("password.how")}
        value={value.made ? "made" : "typed"}
        onChange={(how) => onChange(how === "made" ? freshPassword() : { made: false, password: "" })}
      >
        <Stack gap={6} mt={4}>
          <Radio value="made" label={t("password.generated")} />
          <Radio value="typed" label={t("password.typed")} />
        </Stack>
      </Radio.Group>
      {value.made ? (
        error !== null && (
          <Text size="sm" c="red" role="alert">
            {error}
          </Text>
        )
      ) : (
        <PasswordInput
          label={t("password.label")}
          description={t("password.rule")}
          autoComplete="new-password"
          required
          withAsterisk={false}
          minLength={1}
          error={error}
          value={value.password}
          onChange={(event) => onChange({ made: false, password: event.currentTarget.value })}
          visibilityToggleButtonProps={{ "aria-label": t("shell:showPassword"), tabIndex: 0 }}
        />
      )}
    </Stack>
  );
}
