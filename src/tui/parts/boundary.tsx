import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  /** Shown in place of what failed. */
  readonly fallback: (error: unknown) => ReactNode;
}

/** Keeps a mistake in one screen from taking the others down. Give it another key to try anew. */
export class Boundary extends Component<Props, { readonly failure?: { readonly error: unknown } }> {
  override state: { readonly failure?: { readonly error: unknown } } = {};

  static getDerivedStateFromError(error: unknown): {
    readonly failure: { readonly error: unknown };
  } {
    return { failure: { error } };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    return failure === undefined ? this.props.children : this.props.fallback(failure.error);
  }
}
