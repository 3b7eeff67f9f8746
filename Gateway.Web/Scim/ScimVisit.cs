using Gateway.Core.Directories;
using Gateway.Core.Ids;
using Gateway.Core.Requests;

namespace Gateway.Web.Scim;

/// <summary>One request to the SCIM receiver, from before it is known who sends it; what the journal will say of it.</summary>
internal sealed class ScimVisit(HttpContext http, RequestId id, TimeProvider time)
{
    private readonly DateTimeOffset at = time.GetUtcNow();
    private readonly long started = time.GetTimestamp();

    public HttpContext Http => http;

    public RequestId Id => id;

    /// <summary>The directory that the path names, if it does.</summary>
    public string? Slug { get; } = (string?)http.Request.RouteValues["directory"];

    public bool Writes => !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && http.Request.Path.Value?.EndsWith("/.search", StringComparison.Ordinal) != true;

    public AuthenticatedDirectory? Authenticated { get; set; }

    public RequestEntry Entry(int status, string? detail) => new()
    {
        Id = id,
        DirectoryId = Authenticated?.Directory.Id,
        Slug = Slug,
        At = at,
        Method = http.Request.Method,
        Path = RequestPath.Redact(http.Request.Path, http.Request.QueryString.Value),
        Status = status,
        Duration = time.GetElapsedTime(started),
        Address = http.Connection.RemoteIpAddress?.ToString(),
        UserAgent = http.Request.Headers.UserAgent,
        Detail = RequestDetail.Redact(detail),
        Notes = Authenticated?.Note,
    };
}
