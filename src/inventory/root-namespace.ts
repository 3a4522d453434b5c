/** Of Istio, unless istiod is told otherwise: what policies there say holds for every namespace. */
export const ROOT_NAMESPACE = 'istio-system';
