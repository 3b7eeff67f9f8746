using System.Buffers;
using Gateway.Core.Directories;
using Gateway.Core.Identities;
using Gateway.Core.Identities.Searching;
using Gateway.Core.Ids;
using Gateway.Core.Scim;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Patch;
using Gateway.Core.Scim.Resources;

namespace Gateway.Web.Scim;

/// <summary>/Users. Reads the request, writes the answer, decides nothing.</summary>
public sealed class UserEndpoints(Users users, UserGroups groups, ResourceSearch search)
{
    public async Task<ScimAnswer> ListAsync(ScimRequest request) =>
        await SearchAsync(request, ListParameters.Of(request, ResourceType.User));

    public async Task<ScimAnswer> SearchAsync(ScimRequest request)
    {
        var body = await ScimBody.ReadAsync(request.Http.Request, ScimBody.MostForUser, request.Aborted);
        return body.Succeeded ? await SearchAsync(request, ListParameters.Of(body.Value, ResourceType.User)) : body.Error;
    }

    public async Task<ScimAnswer> CreateAsync(ScimRequest request)
    {
        if (ScimGate.RefuseCreate(request.Directory) is { } off)
        {
            return off;
        }

        var body = await ScimBody.ReadAsync(request.Http.Request, ScimBody.MostForUser, request.Aborted);
        if (!body.Succeeded)
        {
            return body.Error;
        }

        var user = UserReader.Read(body.Value);
        if (!user.Succeeded)
        {
            return user.Error;
        }

        return await AnswerAsync(request, await users.CreateAsync(request.Origin, user.Value, request.Aborted));
    }

    public async Task<ScimAnswer> GetAsync(ScimRequest request)
    {
        if (!TypedId.TryParse<UserId>(request.RouteId, out var id) || await users.FindAsync(request.Directory.Id, id, request.Aborted) is not { } user)
        {
            return Unknown(request);
        }

        return ScimPreconditions.HasAlready(request.Http.Request, user.Version)
            ? ScimAnswer.NotModified(ScimJson.ETag(user.Version))
            : await AnswerAsync(request, new UserWritten(user, Created: false), withGroups: true);
    }

    public async Task<ScimAnswer> ReplaceAsync(ScimRequest request)
    {
        if (!TypedId.TryParse<UserId>(request.RouteId, out var id))
        {
            return Unknown(request);
        }

        var body = await ScimBody.ReadAsync(request.Http.Request, ScimBody.MostForUser, request.Aborted);
        if (!body.Succeeded)
        {
            return body.Error;
        }

        var replacement = UserReader.ReadReplacement(body.Value);
        return replacement.Succeeded ? await ChangeAsync(request, id, replacement.Value) : replacement.Error;
    }

    public async Task<ScimAnswer> PatchAsync(ScimRequest request)
    {
        if (!TypedId.TryParse<UserId>(request.RouteId, out var id))
        {
            return Unknown(request);
        }

        var body = await ScimBody.ReadAsync(request.Http.Request, ScimBody.MostForUser, request.Aborted);
        if (!body.Succeeded)
        {
            return body.Error;
        }

        var operations = PatchReader.Read(body.Value);
        return operations.Succeeded ? await ChangeAsync(request, id, before => UserPatch.Apply(before, operations.Value)) : operations.Error;
    }

    public async Task<ScimAnswer> DeleteAsync(ScimRequest request)
    {
        if (ScimGate.RefuseDeactivate(request.Directory) is { } off)
        {
            return off;
        }

        if (!TypedId.TryParse<UserId>(request.RouteId, out var id))
        {
            return Unknown(request);
        }

        var refused = await users.DeleteAsync(request.Origin, id, ScimPreconditions.IfMatch(request.Http.Request), request.Aborted);
        return refused is null ? ScimAnswer.NoContent(null) : refused;
    }

    private async Task<ScimAnswer> SearchAsync(ScimRequest request, ScimResult<ListParameters> read)
    {
        if (!read.Succeeded)
        {
            return read.Error;
        }

        var parameters = read.Value;
        var page = await FindAsync(request, parameters.Query);
        if (!page.Succeeded)
        {
            return page.Error;
        }

        var memberships = await GroupsAsync(request, parameters.Projection, page.Value.Items);
        return new ScimAnswer(StatusCodes.Status200OK, ScimJson.WriteList(
            page.Value, parameters.Query.Cursor is not null, (output, user) => Write(output, user, parameters.Projection, memberships, request.BaseUrl)));
    }

    /// <summary>Okta's look-up before every create is one read by key (OV-4, OV-10); where the directory's unique identifier is the e-mail, a
    /// miss is tried as that (OV-44).</summary>
    private async Task<ScimResult<ListPage<StoredUser>>> FindAsync(ScimRequest request, ListQuery query)
    {
        if (query.Filter is null || query.Cursor is not null || !query.Filter.TryUserNameEquals(out var userName))
        {
            return await search.UsersAsync(request.Directory.Id, query, request.Aborted);
        }

        var found = await users.FindByUserNameAsync(request.Directory.Id, userName, request.Aborted);
        if (found is null && request.Directory.Settings.UniqueIdentifier == UniqueIdentifier.Email)
        {
            found = await users.FindByPrimaryEmailAsync(request.Directory.Id, userName, request.Aborted);
        }

        return new ListPage<StoredUser>(found is not null && query is { StartIndex: 1, Count: > 0 } ? [found] : [], found is null ? 0 : 1, query.StartIndex, null);
    }

    private async Task<ScimAnswer> AnswerAsync(ScimRequest request, ScimResult<UserWritten> written, bool withGroups = false)
    {
        if (!written.Succeeded)
        {
            return written.Error;
        }

        var projection = AttributeProjection.Parse(request.Query("attributes"), request.Query("excludedAttributes"), ResourceType.User);
        if (!projection.Succeeded)
        {
            return projection.Error;
        }

        var (user, created) = written.Value;
        var memberships = withGroups || !projection.Value.IsDefault ? await GroupsAsync(request, projection.Value, [user]) : null;
        var output = new ArrayBufferWriter<byte>(2048);
        Write(output, user, projection.Value, memberships, request.BaseUrl);
        return new ScimAnswer(created ? StatusCodes.Status201Created : StatusCodes.Status200OK, output.WrittenMemory)
        {
            ETag = ScimJson.ETag(user.Version),
            Location = ScimJson.Location(request.BaseUrl, user),
        };
    }

    private static void Write(
        IBufferWriter<byte> output, StoredUser user, AttributeProjection projection, ILookup<UserId, UserGroup>? memberships, string baseUrl)
    {
        if (projection.IsDefault)
        {
            ScimJson.WriteUser(output, user, memberships?[user.Id], baseUrl);
            return;
        }

        var whole = new ArrayBufferWriter<byte>(2048);
        ScimJson.WriteUser(whole, user, memberships?[user.Id], baseUrl);
        output.Write(ScimJson.Write(projection.Apply(ScimJson.Parse(whole.WrittenSpan))));
    }

    /// <summary>Null where they are not asked for.</summary>
    private async Task<ILookup<UserId, UserGroup>?> GroupsAsync(ScimRequest request, AttributeProjection projection, IReadOnlyList<StoredUser> shown) =>
        projection.Wants("groups") && shown.Count > 0
            ? await groups.OfAsync(request.Directory.Id, [.. shown.Select(user => user.Id)], request.Aborted)
            : null;

    private async Task<ScimAnswer> ChangeAsync(ScimRequest request, UserId id, Func<ScimUser, ScimResult<ScimUser>> change) =>
        await AnswerAsync(request, await users.ChangeAsync(
            request.Origin, id, ScimPreconditions.IfMatch(request.Http.Request), before => Switched(request.Directory, before, change(before)), request.Aborted));

    /// <summary>An operation that the directory has switched off is refused as a whole; a repeat of what is stored is not an operation.</summary>
    private static ScimResult<ScimUser> Switched(Core.Directories.Directory directory, ScimUser before, ScimResult<ScimUser> changed)
    {
        if (!changed.Succeeded || directory.Settings.Switches is { Update: true, Deactivate: true } || before.Equals(changed.Value))
        {
            return changed;
        }

        return (before.Active && !changed.Value.Active ? ScimGate.RefuseDeactivate(directory) : ScimGate.RefuseUpdate(directory)) is { } refusal ? refusal : changed;
    }

    private static ScimError Unknown(ScimRequest request) => ScimError.NotFound("User", request.RouteId);
}
