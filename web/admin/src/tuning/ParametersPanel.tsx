import { jsonNameOf, type ParameterName, type Parameters } from "@eightcount/runtime/scoring";
import {
  Accordion,
  ActionIcon,
  Badge,
  Button,
  Card,
  CopyButton,
  Group,
  NumberInput,
  Slider,
  Text,
  Title,
  Tooltip,
} from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CurveChart } from "./CurveChart";
import {
  changedNames,
  type Dial,
  type Group as DialGroup,
  dialsOf,
  GROUPS,
  parametersText,
  turned,
} from "./parameters";

type Props = Readonly<{
  /** As they were when the room was opened. */
  first: Parameters;
  parameters: Parameters;
  onParameters: (parameters: Parameters) => void;
}>;

/** The numbers that all practices are scored by; turning one scores all of them again. */
export function ParametersPanel({ first, parameters, onParameters }: Props) {
  const { t } = useTranslation("tuning");
  const changed = changedNames(first, parameters);
  return (
    <Card withBorder component="section" aria-label={t("parameters.title")}>
      <Group justify="space-between">
        <Title order={2} size="h5">
          {t("parameters.title")}
        </Title>
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconArrowBackUp size={16} />}
            disabled={changed.length === 0}
            onClick={() => onParameters(first)}
          >
            {t("parameters.reset")}
          </Button>
          <CopyButton value={parametersText(parameters)}>
            {({ copied, copy }) => (
              <Button
                size="xs"
                variant="default"
                leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
                onClick={copy}
              >
                {t(copied ? "parameters.copied" : "parameters.copy")}
              </Button>
            )}
          </CopyButton>
        </Group>
      </Group>
      <div className="tuning-parameters">
        <Groups first={first} parameters={parameters} changed={changed} onParameters={onParameters} />
        <CurveChart curve={parameters.curve} medals={parameters.medals} />
      </div>
    </Card>
  );
}

type GroupsProps = Props & Readonly<{ changed: readonly ParameterName[] }>;

function Groups({ first, parameters, changed, onParameters }: GroupsProps) {
  const { t } = useTranslation("tuning");
  const [open, setOpen] = useState<string[]>(["tolerance"]);
  const turnedIn = (group: DialGroup) => dialsOf(group).filter(({ name }) => changed.includes(name)).length;
  return (
    <Accordion multiple value={open} onChange={setOpen} variant="separated" chevronPosition="left" order={3}>
      {GROUPS.map((group) => (
        <Accordion.Item key={group} value={group}>
          <Accordion.Control>
            <Group gap="xs">
              <Text size="sm" fw={600}>
                {t(`parameters.group.${group}`)}
              </Text>
              {turnedIn(group) > 0 && (
                <Badge size="sm">{t("parameters.changed", { count: turnedIn(group) })}</Badge>
              )}
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            {open.includes(group) &&
              dialsOf(group).map((dial) => (
                <Turning
                  key={dial.name}
                  dial={dial}
                  value={parameters[dial.name]}
                  was={first[dial.name]}
                  onValue={(value) => onParameters(turned(parameters, dial.name, value))}
                />
              ))}
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

type TurningProps = Readonly<{
  dial: Dial;
  value: number;
  was: number;
  onValue: (value: number) => void;
}>;

function Turning({ dial: { name, low, high, step }, value, was, onValue }: TurningProps) {
  const { t } = useTranslation("tuning");
  const label = t(`parameters.name.${name}`, { defaultValue: jsonNameOf(name) });
  return (
    <div className="tuning-dial" data-parameter={name} data-changed={value !== was}>
      <Text size="sm" title={t("parameters.was", { was })}>
        {label}
      </Text>
      <Slider
        value={value}
        min={low}
        max={high}
        step={step}
        label={null}
        size="sm"
        thumbLabel={label}
        onChange={onValue}
      />
      <NumberInput
        size="xs"
        value={value}
        step={step}
        decimalScale={5}
        aria-label={label}
        onChange={(typed) => {
          if (typeof typed === "number" && Number.isFinite(typed)) onValue(typed);
        }}
      />
      <Tooltip label={t("parameters.back", { was })}>
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={value === was}
          aria-label={t("parameters.backOf", { name: label, was })}
          onClick={() => onValue(was)}
        >
          <IconArrowBackUp size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
