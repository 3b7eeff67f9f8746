using System.Net;
using Gateway.Core.Directories;
using Gateway.Core.Ids;
using Gateway.Core.Requests;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Storage;
using Directory = Gateway.Core.Directories.Directory;

namespace Gateway.Web.Scim;

/// <summary>What every SCIM request passes: who are you, not too much at once, then the work; and whatever happens, an answer in SCIM's own form
/// and a line in the journal.</summary>
public sealed class ScimPipeline(
    DirectoryAuthentication authentication, FailedAuthenticationLimiter failures, ScimAdmission admission, PublicAddress address, Database database,
    RequestJournal journal, TimeProvider time, ILogger<ScimPipeline> logger)
{
    /// <summary>Seconds after which a request that met a lost database should come again.</summary>
    private const int LostDatabase = 30;

    public async Task RunAsync(HttpContext http, Func<ScimRequest, Task<ScimAnswer>> work)
    {
        var visit = new ScimVisit(http, RequestId.New(), time);
        http.Response.Headers["X-Request-Id"] = visit.Id.ToString();
        ScimAnswer answer;
        try
        {
            answer = await AnswerAsync(visit, work);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            journal.Record(visit.Entry(StatusCodes.Status499ClientClosedRequest, "The client went away before the answer was ready."));
            return;
        }
        catch (Exception exception) when (database.IsUnavailable(exception))
        {
            logger.DatabaseUnavailable(visit.Id.ToString(), exception.GetType().Name);
            answer = ScimError.TryAgain(LostDatabase, "The gateway's database cannot be reached right now. Nothing was lost: send the request again.");
        }
        catch (BadHttpRequestException exception)
        {
            answer = new ScimError(exception.StatusCode, null, "The request is not well-formed HTTP.");
        }
        catch (Exception exception)
        {
            logger.RequestFailed(exception, visit.Id.ToString());
            answer = new ScimError(StatusCodes.Status500InternalServerError, null, $"The gateway failed; its log says why under {visit.Id}.");
        }

        journal.Record(visit.Entry(answer.Status, answer.Detail));
        await answer.SendAsync(http);
    }

    private async Task<ScimAnswer> AnswerAsync(ScimVisit visit, Func<ScimRequest, Task<ScimAnswer>> work)
    {
        var http = visit.Http;
        if (await authentication.AuthenticateAsync(visit.Slug, http.Request.Headers.Authorization, http.RequestAborted) is not { } authenticated)
        {
            return await RefuseAsync(http.Connection.RemoteIpAddress, http.RequestAborted);
        }

        visit.Authenticated = authenticated;
        var directory = authenticated.Directory;
        if (admission.Refuse(directory.Id) is { } tooMany)
        {
            return tooMany;
        }

        if (ScimGate.Refuse(directory, visit.Writes) is { } refusal)
        {
            return refusal;
        }

        using var place = await admission.EnterAsync(http.RequestAborted);
        return place.IsAcquired
            ? await work(new ScimRequest(http, visit.Id, directory, Root(visit, directory)))
            : ScimError.TryAgain(2, "The gateway is busy: send the request again.");
    }

    private string Root(ScimVisit visit, Directory directory) =>
        address.Of(visit.Http.Request) + (visit.Slug is null ? "/scim/v2" : "/scim/v2/" + directory.Slug);

    private async Task<ScimAnswer> RefuseAsync(IPAddress? client, CancellationToken cancellationToken) =>
        await failures.SlowDownAsync(client, cancellationToken) is { } seconds
            ? ScimError.TryAgain(seconds, "Too many requests with a wrong token came from this address.")
            : new ScimError(
                StatusCodes.Status401Unauthorized, null,
                "The token is missing or not valid for this address: copy the SCIM connector base URL and the token of the same directory from the gateway into Okta.");
}
