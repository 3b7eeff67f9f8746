using System.Text.Json.Nodes;

namespace Gateway.Simulator.Scim;

/// <summary>A request that Okta is about to make.</summary>
/// <param name="Target">Path and query below the base URL, encoded as Okta encodes it.</param>
/// <param name="Body">The body, or null.</param>
/// <param name="Says">The request in a few words, for the transcript.</param>
internal sealed record ScimRequest(HttpMethod Method, string Target, JsonNode? Body, string Says)
{
    public static ScimRequest Get(string target, string says) => new(HttpMethod.Get, target, null, says);

    public static ScimRequest Post(string target, JsonNode body, string says) => new(HttpMethod.Post, target, body, says);

    public static ScimRequest Put(string target, JsonNode body, string says) => new(HttpMethod.Put, target, body, says);

    public static ScimRequest Patch(string target, JsonNode body, string says) => new(HttpMethod.Patch, target, body, says);

    public static ScimRequest Delete(string target, string says) => new(HttpMethod.Delete, target, null, says);
}
