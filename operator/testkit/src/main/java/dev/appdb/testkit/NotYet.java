package dev.appdb.testkit;

/** Why a container can't start now; a kubelet tries again. */
final class NotYet extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;
    private final boolean mount;

    private NotYet(String reason, String message, boolean mount) {
        super(message);
        this.reason = reason;
        this.mount = mount;
    }

    /** Env refers to something that isn't there. */
    static NotYet config(String message) {
        return new NotYet("CreateContainerConfigError", message, false);
    }

    static NotYet image(String reference) {
        return new NotYet(
                "ErrImagePull", "failed to pull and unpack image \"" + reference + "\": not registered", false);
    }

    /** A volume can't be made: the pod's containers are not even created, and only an Event tells why. */
    static NotYet mount(String volume, String message) {
        String text = "MountVolume.SetUp failed for volume \"" + volume + "\" : " + message;
        return new NotYet("ContainerCreating", text, true);
    }

    /** The pod wants something that this kubelet doesn't do. */
    static NotYet unsupported(String what) {
        return new NotYet("CreateContainerError", "the testkit's kubelet does not do " + what, false);
    }

    String reason() {
        return reason;
    }

    boolean isMount() {
        return mount;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
