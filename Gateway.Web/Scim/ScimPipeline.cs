using System.Net;
using Gateway.Core.Directories;
using Gateway.Core.Ids;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Storage;

namespace Gateway.Web.Scim;

/// <summary>What every SCIM request passes: who are you, not too much at once, then the work; and whatever happens, an answer in SCIM's own form.</summary>
public sealed class ScimPipeline(
    DirectoryAuthentication authentication, FailedAuthenticationLimiter failures, ScimAdmission admission, PublicAddress address, Database database,
    ILogger<ScimPipeline> logger)
{
    /// <summary>Seconds after which a request that met a lost database should come again.</summary>
    private const int LostDatabase = 30;

    public async Task RunAsync(HttpContext http, Func<ScimRequest, Task<ScimAnswer>> work)
    {
        var id = RequestId.New();
        http.Response.Headers["X-Request-Id"] = id.ToString();
        ScimAnswer answer;
        try
        {
            answer = await AnswerAsync(http, id, work);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return; // Nobody is listening any more.
        }
        catch (Exception exception) when (database.IsUnavailable(exception))
        {
            logger.DatabaseUnavailable(id.ToString(), exception.GetType().Name);
            answer = ScimError.TryAgain(LostDatabase, "The gateway's database cannot be reached right now. Nothing was lost: send the request again.");
        }
        catch (BadHttpRequestException exception)
        {
            answer = new ScimError(exception.StatusCode, null, "The request is not well-formed HTTP.");
        }
        catch (Exception exception)
        {
            logger.RequestFailed(exception, id.ToString());
            answer = new ScimError(StatusCodes.Status500InternalServerError, null, $"The gateway failed; its log says why under {id}. Nothing of this request was stored unless a later read shows it.");
        }

        await answer.SendAsync(http);
    }

    private async Task<ScimAnswer> AnswerAsync(HttpContext http, RequestId id, Func<ScimRequest, Task<ScimAnswer>> work)
    {
        var slug = (string?)http.Request.RouteValues["directory"];
        if (await authentication.AuthenticateAsync(slug, http.Request.Headers.Authorization, http.RequestAborted) is not { } authenticated)
        {
            return await RefuseAsync(http.Connection.RemoteIpAddress, http.RequestAborted);
        }

        var directory = authenticated.Directory;
        if (admission.Refuse(directory.Id) is { } tooMany)
        {
            return tooMany;
        }

        if (ScimGate.Refuse(directory, writes: !HttpMethods.IsGet(http.Request.Method) && !http.Request.Path.Value!.EndsWith("/.search", StringComparison.Ordinal)) is { } refusal)
        {
            return refusal;
        }

        using var place = await admission.EnterAsync(http.RequestAborted);
        if (!place.IsAcquired)
        {
            return ScimError.TryAgain(2, "The gateway is busy: send the request again.");
        }

        var root = address.Of(http.Request) + (slug is null ? "/scim/v2" : "/scim/v2/" + directory.Slug);
        return await work(new ScimRequest(http, id, directory, root));
    }

    private async Task<ScimAnswer> RefuseAsync(IPAddress? client, CancellationToken cancellationToken) =>
        await failures.SlowDownAsync(client, cancellationToken) is { } seconds
            ? ScimError.TryAgain(seconds, "Too many requests with a wrong token came from this address.")
            : new ScimError(
                StatusCodes.Status401Unauthorized, null,
                "The token is missing or not valid for this address: copy the SCIM connector base URL and the token of the same directory from the gateway into Okta.");
}
