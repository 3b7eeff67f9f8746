using System.Text.Json.Nodes;

namespace Gateway.Core.Scim.Discovery;

/// <summary>What the gateway says about itself. RFC 7644 §4, RFC 7643 §5–§7, RFC 9865 §4.</summary>
public static class DiscoveryDocuments
{
    /// <param name="baseUrl">The directory's SCIM address, without a slash at its end.</param>
    public static JsonObject ServiceProviderConfig(string baseUrl) => throw new NotImplementedException();

    /// <summary>A ListResponse.</summary>
    public static JsonObject ResourceTypes(string baseUrl) => throw new NotImplementedException();

    /// <summary>The resource type of that name (exact case), or null.</summary>
    public static JsonObject? FindResourceType(string baseUrl, string name) => throw new NotImplementedException();

    /// <summary>A ListResponse.</summary>
    public static JsonObject Schemas(string baseUrl) => throw new NotImplementedException();

    /// <summary>The schema of that URN in any case, or null.</summary>
    public static JsonObject? FindSchema(string baseUrl, string urn) => throw new NotImplementedException();
}
