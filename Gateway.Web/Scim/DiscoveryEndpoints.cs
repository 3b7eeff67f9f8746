using Gateway.Core.Scim.Discovery;
using Gateway.Core.Scim.Errors;

namespace Gateway.Web.Scim;

/// <summary>What this server can do. RFC 7644 §4.</summary>
internal static class DiscoveryEndpoints
{
    public static Task<ScimAnswer> ServiceProviderConfig(ScimRequest request) => Answer(DiscoveryDocuments.ServiceProviderConfig(request.BaseUrl), request);

    public static Task<ScimAnswer> ResourceTypes(ScimRequest request) => Answer(DiscoveryDocuments.ResourceTypes(request.BaseUrl), request);

    public static Task<ScimAnswer> ResourceType(ScimRequest request) => Answer(DiscoveryDocuments.FindResourceType(request.BaseUrl, request.RouteId), request);

    public static Task<ScimAnswer> Schemas(ScimRequest request) => Answer(DiscoveryDocuments.Schemas(request.BaseUrl), request);

    public static Task<ScimAnswer> Schema(ScimRequest request) => Answer(DiscoveryDocuments.FindSchema(request.BaseUrl, request.RouteId), request);

    /// <summary>RFC 7644 §4: a filter here is refused with 403.</summary>
    private static Task<ScimAnswer> Answer(System.Text.Json.Nodes.JsonObject? document, ScimRequest request) => Task.FromResult<ScimAnswer>(
        request.Query("filter") is not null ? ScimError.Forbidden("Discovery documents cannot be filtered.")
        : document is null ? new ScimError(StatusCodes.Status404NotFound, null, $"{ScimError.Shown(request.RouteId)} is not known to this server.")
        : ScimAnswer.Json(document));
}
