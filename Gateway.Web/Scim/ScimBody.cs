using System.Buffers;
using Gateway.Core.Scim.Errors;

namespace Gateway.Web.Scim;

/// <summary>The bytes of a request, up to a bound.</summary>
internal static class ScimBody
{
    /// <summary>Bytes of a user, or of anything but a group.</summary>
    public const int MostForUser = 1024 * 1024;

    /// <summary>Bytes of a group with its members.</summary>
    public const int MostForGroup = 32 * 1024 * 1024;

    public static async Task<ScimResult<byte[]>> ReadAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        if (Unreadable(request) is { } refusal)
        {
            return refusal;
        }

        if (request.ContentLength > most)
        {
            return TooLarge(most);
        }

        try
        {
            if (request.ContentLength is { } known)
            {
                var body = GC.AllocateUninitializedArray<byte>((int)known);
                await request.Body.ReadExactlyAsync(body, cancellationToken);
                return body;
            }

            return await ReadToEndAsync(request, most, cancellationToken);
        }
        catch (Exception exception) when (exception is EndOfStreamException or BadHttpRequestException)
        {
            return exception is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }
                ? TooLarge(most)
                : ScimError.InvalidSyntax("The body ended before its announced length: send the request again.");
        }
    }

    private static async Task<ScimResult<byte[]>> ReadToEndAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > most)
            {
                reader.AdvanceTo(read.Buffer.End);
                return TooLarge(most);
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static ScimError? Unreadable(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0 && !string.Equals(request.Headers.ContentEncoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            return new ScimError(StatusCodes.Status415UnsupportedMediaType, null, "Compressed request bodies are not supported: send the body without Content-Encoding.");
        }

        var type = request.ContentType.AsSpan();
        var end = type.IndexOf(';');
        var media = (end < 0 ? type : type[..end]).Trim();
        return media.IsEmpty || media.Equals("application/scim+json", StringComparison.OrdinalIgnoreCase) || media.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            ? null
            : new ScimError(StatusCodes.Status415UnsupportedMediaType, null, "The body must be application/scim+json or application/json.");
    }

    private static ScimError TooLarge(int most) => ScimError.TooLarge(most == MostForUser
        ? "The body is larger than 1 MiB, the most that a user or a patch of one may have."
        : "The body is larger than 32 MiB, the most that a group may have: push its members in several PATCH requests.");
}
