package dev.appdb.postgres;

/** A login role's name and its password, which appears nowhere but in {@link #password()}. */
public record Login(String user, String password) {
    @Override
    public String toString() {
        return "Login[user=" + user + ", password hidden]";
    }
}
