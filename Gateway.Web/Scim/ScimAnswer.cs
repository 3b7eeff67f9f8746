using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Core.Scim.Errors;

namespace Gateway.Web.Scim;

/// <summary>What goes back: a status, and most often a body of <c>application/scim+json</c>.</summary>
public sealed record ScimAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    public const string ContentType = "application/scim+json; charset=utf-8";

    public string? ETag { get; init; }

    public string? Location { get; init; }

    public int? RetryAfter { get; init; }

    /// <summary>Methods that the path has, with a 405.</summary>
    public string? Allow { get; init; }

    /// <summary>Our own sentence about a refusal, for the journal.</summary>
    public string? Detail { get; init; }

    public static ScimAnswer NoContent(string? etag) => new(StatusCodes.Status204NoContent, default) { ETag = etag };

    public static ScimAnswer NotModified(string etag) => new(StatusCodes.Status304NotModified, default) { ETag = etag };

    public static ScimAnswer Json(JsonNode body) => new(StatusCodes.Status200OK, ScimJson.Write(body));

    public static implicit operator ScimAnswer(ScimError error) =>
        new(error.Status, ScimJson.Write(error)) { RetryAfter = error.RetryAfter, Detail = error.Detail };

    public async Task SendAsync(HttpContext http)
    {
        var response = http.Response;
        response.StatusCode = Status;
        if (ETag is not null)
        {
            response.Headers.ETag = ETag;
        }

        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        if (RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (Allow is not null)
        {
            response.Headers.Allow = Allow;
        }

        if (Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer realm=\"SCIM\"";
        }

        if (Body.Length == 0)
        {
            return;
        }

        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        response.BodyWriter.Write(Body.Span);
        await response.BodyWriter.FlushAsync(http.RequestAborted);
    }
}
