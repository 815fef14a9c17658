package dev.appdb.postgres;

/** Which AppDatabase a tenant belongs to; both parts as Kubernetes has them. */
public record TenantKey(String namespace, String name) {
    public TenantKey {
        if (namespace.isEmpty() || name.isEmpty() || namespace.contains("/") || name.contains("/")) {
            throw new IllegalArgumentException("not a namespace and a name: '" + namespace + "', '" + name + "'");
        }
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
