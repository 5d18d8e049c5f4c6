package dev.sluice.source.kubernetes;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.util.List;

/**
 * Has lists and watches of kinds with large or secret contents sent without these: which objects there are, and when
 * they change, is all that is asked for. Source: PartialObjectMetadata of meta.k8s.io/v1. A single object is sent
 * whole.
 */
final class MetadataOnly implements Interceptor {

    private static final String FORM = "application/json;as=%s;g=meta.k8s.io;v=v1,application/json";
    private static final String OF_A_LIST = FORM.formatted("PartialObjectMetadataList");
    private static final String OF_A_WATCH = FORM.formatted("PartialObjectMetadata");

    private static final List<String> PATHS =
            ContentsInNeed.KINDS.stream().map(kind -> "/" + kind.plural()).toList();

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        URI uri = request.uri();
        if (request.method().equals("GET") && PATHS.stream().anyMatch(uri.getPath()::endsWith)) {
            boolean watches = uri.getRawQuery() != null && uri.getRawQuery().contains("watch=true");
            builder.setHeader("Accept", watches ? OF_A_WATCH : OF_A_LIST);
        }
    }
}
