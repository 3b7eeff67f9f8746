using System.Text.Json;

namespace Gateway.Web.Api;

/// <summary>Answers of the management API.</summary>
internal static class ApiAnswers
{
    public static IResult Ok<T>(T body) => new JsonAnswer<T>(StatusCodes.Status200OK, body, null);

    public static IResult Created<T>(string location, T body) => new JsonAnswer<T>(StatusCodes.Status201Created, body, location);

    public static IResult Accepted<T>(T body) => new JsonAnswer<T>(StatusCodes.Status202Accepted, body, null);

    public static IResult Gone { get; } = Results.NoContent();

    /// <summary>A page of a list that was read with one more than asked for.</summary>
    public static IResult Page<TRow, TBody>(IReadOnlyList<TRow> rows, int limit, Func<TRow, TBody> body, Func<TRow, string> cursor) =>
        Ok(new ApiPage<TBody>([.. rows.Take(limit).Select(body)], rows.Count > limit ? cursor(rows[limit - 1]) : null));

    private sealed class JsonAnswer<T>(int status, T body, string? location) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentType = ApiJson.ContentType;
            if (location is not null)
            {
                httpContext.Response.Headers.Location = location;
            }

            await JsonSerializer.SerializeAsync(httpContext.Response.Body, body, ApiJson.Options, httpContext.RequestAborted);
        }
    }
}
