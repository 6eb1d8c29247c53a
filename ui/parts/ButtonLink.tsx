import { Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';

type LinkProps = Omit<ComponentPropsWithRef<'a'>, keyof ButtonProps> & ButtonProps;

/** A link that looks like a button: for going somewhere, not for doing something. */
export const ButtonLink = createLink((props: LinkProps) => <Button component="a" {...props} />);
