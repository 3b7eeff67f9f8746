using Gateway.Core.Directories;
using Gateway.Core.Events;
using Gateway.Core.Ids;
using Directory = Gateway.Core.Directories.Directory;

namespace Gateway.Web.Scim;

/// <summary>One authenticated SCIM request.</summary>
/// <param name="BaseUrl">The SCIM root that the client used, without a trailing slash; locations begin with it.</param>
public sealed record ScimRequest(HttpContext Http, RequestId Id, Directory Directory, string BaseUrl)
{
    /// <summary>Who changes what this request changes.</summary>
    public ChangeOrigin Origin => Directory.Origin(Sources.Scim, Id.ToString());

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>The last part of the path, as it was sent.</summary>
    public string RouteId => (string?)Http.Request.RouteValues["id"] ?? "";

    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;
}
