using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Core.Directories;
using Gateway.Core.Webhooks;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Web.Api;

/// <summary>A refusal as the management API answers it: RFC 9457, with a <see cref="Code"/> that programs may rely on and a <see cref="Detail"/> that says what to do.</summary>
internal sealed record ApiProblem(int Status, string Code, string Detail) : IResult
{
    /// <summary>Which fields or parameters are at fault, if some are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ApiFieldError>? Errors { get; init; }

    /// <summary>Seconds after which the same request may succeed.</summary>
    [JsonIgnore]
    public int? RetryAfter { get; init; }

    [JsonPropertyOrder(-2)]
    public string Type => $"urn:gateway:problem:{Code}";

    [JsonPropertyOrder(-1)]
    public string Title => ReasonPhrases.GetReasonPhrase(Status);

    public static ApiProblem Invalid(IReadOnlyList<ApiFieldError> errors) =>
        new(StatusCodes.Status400BadRequest, "invalid_request", string.Join(" ", errors.Select(error => error.Detail))) { Errors = errors };

    public static ApiProblem NotFound(string code, string what, string list) =>
        new(StatusCodes.Status404NotFound, code, $"There is no such {what}: list them with GET {list}.");

    public static ApiProblem Of(DirectoryError error) => error.Kind switch
    {
        DirectoryErrorKind.DirectoryNotFound => new(StatusCodes.Status404NotFound, "directory_not_found", error.Detail),
        DirectoryErrorKind.TokenNotFound => new(StatusCodes.Status404NotFound, "token_not_found", error.Detail),
        DirectoryErrorKind.TokenLimit => new(StatusCodes.Status409Conflict, "token_limit_reached", error.Detail),
        DirectoryErrorKind.SlugTaken => new(StatusCodes.Status409Conflict, "slug_taken", error.Detail),
        DirectoryErrorKind.Busy => new(StatusCodes.Status409Conflict, "concurrent_change", error.Detail),
        _ => new(StatusCodes.Status400BadRequest, "invalid_request", error.Detail),
    };

    public static ApiProblem Of(WebhookError error, string notFound) => error.Kind switch
    {
        WebhookErrorKind.NotFound => new(StatusCodes.Status404NotFound, notFound, error.Detail),
        WebhookErrorKind.Conflict => new(StatusCodes.Status409Conflict, "conflict", error.Detail),
        _ => new ApiProblem(StatusCodes.Status400BadRequest, "invalid_request", error.Detail)
        {
            Errors = error.Field is { } field ? [new ApiFieldError(field, error.Detail)] : null,
        },
    };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = ApiJson.ProblemContentType;
        if (RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        await JsonSerializer.SerializeAsync(response.Body, this, ApiJson.Options, httpContext.RequestAborted);
    }
}

/// <param name="Field">Its name on the wire; of a nested one with its path, e.g. <c>settings.mode</c>.</param>
/// <param name="Detail">One sentence that says what it must be.</param>
internal sealed record ApiFieldError(string Field, string Detail);
