package dev.appdb.postgres;

import java.util.Optional;

/**
 * How a class's admin gets into its database.
 *
 * @param password of the URL's user; absent where the server asks for none
 * @param root the role as which everything is done: it owns the database and the managers, so that logins come and go.
 *     Absent means that the login itself does
 * @param caPem certificates of the authorities to trust; absent means those that Java trusts
 * @param clientCertificate shown to a server that asks for one
 */
public record ServerAccess(
        ServerUrl url,
        Optional<String> password,
        Optional<Identifier> root,
        Optional<String> caPem,
        Optional<ClientCertificate> clientCertificate) {

    /** The role whose privileges count. */
    Identifier admin() {
        return root.orElseGet(() -> new Identifier(url.user()));
    }

    @Override
    public String toString() {
        return "ServerAccess[url=%s, root=%s, password hidden]".formatted(url, root.map(Identifier::name));
    }
}
