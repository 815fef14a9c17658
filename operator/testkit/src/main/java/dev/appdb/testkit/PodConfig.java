package dev.appdb.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The ConfigMaps and Secrets of a pod's namespace, as bytes by key. */
record PodConfig(KubernetesClient client, String namespace) {

    Optional<Map<String, byte[]>> configMap(String name) {
        return Optional.ofNullable(client.configMaps()
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                .map(PodConfig::data);
    }

    Optional<Map<String, byte[]>> secret(String name) {
        return Optional.ofNullable(
                        client.secrets().inNamespace(namespace).withName(name).get())
                .map(PodConfig::data);
    }

    private static Map<String, byte[]> data(ConfigMap map) {
        var data = new TreeMap<String, byte[]>();
        map.getData().forEach((key, value) -> data.put(key, value.getBytes(UTF_8)));
        map.getBinaryData()
                .forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
        return data;
    }

    private static Map<String, byte[]> data(Secret secret) {
        var data = new TreeMap<String, byte[]>();
        secret.getData()
                .forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
        return data;
    }
}
