using Gateway.Core.ApiKeys;
using Gateway.Core.Directories;
using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Web.Api;

/// <summary>What every request to the management API passes: a key, bounds, and whatever happens an answer in the API's own form.</summary>
internal sealed class ApiBoundary(RequestDelegate next, ApiKeys keys, FailedAuthenticationLimiter failures, Database database, ILogger<ApiBoundary> logger)
{
    public const int LargestBody = 1024 * 1024;
    private const int LostDatabase = 5;

    public async Task InvokeAsync(HttpContext http)
    {
        var id = RequestId.New();
        http.Response.Headers["X-Request-Id"] = id.ToString();
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            var refusal = await RefuseAsync(http);
            if (refusal is null)
            {
                await next(http);
                refusal = Unanswered(http);
            }

            if (refusal is not null)
            {
                await refusal.ExecuteAsync(http);
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            await Failed(exception, id).ExecuteAsync(http);
        }
    }

    private async Task<ApiProblem?> RefuseAsync(HttpContext http)
    {
        if (await keys.AuthenticateAsync(http.Request.Headers.Authorization, http.RequestAborted) is not null)
        {
            return null;
        }

        if (await failures.SlowDownAsync(http.Connection.RemoteIpAddress, http.RequestAborted) is { } seconds)
        {
            return new ApiProblem(StatusCodes.Status429TooManyRequests, "too_many_wrong_keys", "Too many requests with a wrong key came from this address.") { RetryAfter = seconds };
        }

        http.Response.Headers.WWWAuthenticate = "Bearer realm=\"gateway\"";
        return new ApiProblem(
            StatusCodes.Status401Unauthorized, "unauthorized",
            "The API key is missing or not valid: send the header Authorization: Bearer followed by the key of Gateway:Bootstrap:ApiKey, or by the one that was printed at the first start.");
    }

    private static ApiProblem? Unanswered(HttpContext http) => http.Response switch
    {
        { HasStarted: true } or { ContentType: not null } => null,
        { StatusCode: StatusCodes.Status404NotFound } => new ApiProblem(
            StatusCodes.Status404NotFound, "not_found", "There is nothing at this address: below /api/v1 are directories, subscribers, deliveries, events and requests."),
        { StatusCode: StatusCodes.Status405MethodNotAllowed } => new ApiProblem(
            StatusCodes.Status405MethodNotAllowed, "method_not_allowed", $"This address takes {http.Response.Headers.Allow}."),
        _ => null,
    };

    private ApiProblem Failed(Exception exception, RequestId id)
    {
        if (exception is BadHttpRequestException bad)
        {
            return bad.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? ApiBody.TooLarge
                : new ApiProblem(bad.StatusCode, "malformed_request", "The request is not well-formed HTTP.");
        }

        if (database.IsUnavailable(exception))
        {
            logger.DatabaseUnavailable(id.ToString(), exception.GetType().Name);
            return new ApiProblem(StatusCodes.Status503ServiceUnavailable, "database_unavailable", "The database cannot be reached right now: repeat the request.") { RetryAfter = LostDatabase };
        }

        logger.Failed(exception, id.ToString());
        return new ApiProblem(StatusCodes.Status500InternalServerError, "internal_error", $"The gateway failed; its log says why under {id}.");
    }
}
