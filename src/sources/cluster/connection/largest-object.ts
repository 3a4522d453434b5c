/** Bytes. No object is as large: etcd takes 1.5 MB unless it is told otherwise. */
export const LARGEST_OBJECT = 64 * 1024 * 1024;
