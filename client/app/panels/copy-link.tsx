/**
 * The button that copies the address of this room, to be given to others.
 */
import { useEffect, useState } from 'preact/hooks';
import { announce } from '../notices.ts';
import { pathOf } from '../route.ts';
import { text } from '../strings/index.ts';
import { Icon } from '../ui/icon.tsx';
import { copyText } from './copy-text.ts';

const saidFor = 3_000; // ms

export function linkTo(room: string): string {
  return new URL(pathOf(room), location.href).href;
}

export function CopyLink({ room }: { room: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), saidFor);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    const worked = await copyText(linkTo(room));
    announce(worked ? text.panels.copied : text.panels.notCopied);
    setCopied(worked);
  };
  return (
    <button type="button" class="do" onClick={() => void copy()}>
      <Icon name={copied ? 'check' : 'copy'} />
      {copied ? text.panels.copied : text.panels.copyLink}
    </button>
  );
}
