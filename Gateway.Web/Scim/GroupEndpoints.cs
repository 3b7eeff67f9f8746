using System.Buffers;
using Gateway.Core.Directories;
using Gateway.Core.Identities;
using Gateway.Core.Identities.Searching;
using Gateway.Core.Ids;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Patch;
using Gateway.Core.Scim.Resources;

namespace Gateway.Web.Scim;

/// <summary>/Groups. Reads the request, writes the answer, decides nothing.</summary>
public sealed class GroupEndpoints(Groups groups, ResourceSearch search, ILogger<GroupEndpoints> logger)
{
    /// <summary>Above this many members a reply to a write leaves them out, as Okta allows (OV-78).</summary>
    private const int MostMembersInReply = 1000;

    public async Task<ScimAnswer> ListAsync(ScimRequest request) =>
        await SearchAsync(request, ListParameters.Of(request, ResourceType.Group));

    public async Task<ScimAnswer> SearchAsync(ScimRequest request)
    {
        var body = await ScimBody.ReadAsync(request.Http.Request, ScimBody.MostForUser, request.Aborted);
        return body.Succeeded ? await SearchAsync(request, ListParameters.Of(body.Value, ResourceType.Group)) : body.Error;
    }

    public async Task<ScimAnswer> CreateAsync(ScimRequest request)
    {
        var body = await ReadAsync(request);
        return body.Succeeded
            ? await AnswerAsync(request, await groups.CreateAsync(request.Origin, body.Value, Rules(request), request.Aborted))
            : body.Error;
    }

    public async Task<ScimAnswer> GetAsync(ScimRequest request)
    {
        if (request.Directory.Settings.UsersOnly
            || !TypedId.TryParse<GroupId>(request.RouteId, out var id)
            || await groups.FindAsync(request.Directory.Id, id, request.Aborted) is not { } group)
        {
            return Unknown(request);
        }

        return ScimPreconditions.HasAlready(request.Http.Request, group.Version)
            ? ScimAnswer.NotModified(ScimJson.ETag(group.Version))
            : await AnswerAsync(request, new GroupWritten(group, Created: false), int.MaxValue);
    }

    public async Task<ScimAnswer> ReplaceAsync(ScimRequest request)
    {
        var body = await ReadAsync(request);
        if (!body.Succeeded)
        {
            return body.Error;
        }

        if (body.Value.Members is null)
        {
            logger.MembersNotSent(request.Id.ToString());
        }

        return TypedId.TryParse<GroupId>(request.RouteId, out var id)
            ? await AnswerAsync(request, await groups.ReplaceAsync(
                request.Origin, id, body.Value, Rules(request), ScimPreconditions.IfMatch(request.Http.Request), request.Aborted))
            : Unknown(request);
    }

    /// <summary>Answers 204 unless attributes are asked for: Okta needs nothing back, and the group need not be read (OV-78).</summary>
    public async Task<ScimAnswer> PatchAsync(ScimRequest request)
    {
        if (ScimGate.RefuseGroupWrite(request.Directory) is { } off)
        {
            return off;
        }

        var body = await ScimBody.ReadAsync(request.Http.Request, ScimBody.MostForGroup, request.Aborted);
        if (!body.Succeeded)
        {
            return body.Error;
        }

        var operations = PatchReader.Read(body.Value);
        if (!operations.Succeeded)
        {
            return operations.Error;
        }

        if (!TypedId.TryParse<GroupId>(request.RouteId, out var id))
        {
            return Unknown(request);
        }

        var (written, error) = await groups.PatchAsync(
            request.Origin, id, operations.Value, Rules(request), ScimPreconditions.IfMatch(request.Http.Request), request.Aborted);
        if (error is not null)
        {
            return error;
        }

        if (request.Query("attributes") is null && request.Query("excludedAttributes") is null)
        {
            return ScimAnswer.NoContent(written is null ? null : ScimJson.ETag(written.Group.Version));
        }

        return await groups.FindAsync(request.Directory.Id, id, request.Aborted) is { } group
            ? await AnswerAsync(request, new GroupWritten(group, Created: false))
            : Unknown(request);
    }

    public async Task<ScimAnswer> DeleteAsync(ScimRequest request)
    {
        if (ScimGate.RefuseGroupWrite(request.Directory) is { } off)
        {
            return off;
        }

        if (!TypedId.TryParse<GroupId>(request.RouteId, out var id))
        {
            return Unknown(request);
        }

        var refused = await groups.DeleteAsync(request.Origin, id, ScimPreconditions.IfMatch(request.Http.Request), request.Aborted);
        return refused is null ? ScimAnswer.NoContent(null) : refused;
    }

    private static async Task<ScimResult<GroupBody>> ReadAsync(ScimRequest request)
    {
        if (ScimGate.RefuseGroupWrite(request.Directory) is { } off)
        {
            return off;
        }

        var body = await ScimBody.ReadAsync(request.Http.Request, ScimBody.MostForGroup, request.Aborted);
        return body.Succeeded ? GroupReader.Read(body.Value) : body.Error;
    }

    private async Task<ScimAnswer> SearchAsync(ScimRequest request, ScimResult<ListParameters> read)
    {
        if (!read.Succeeded)
        {
            return read.Error;
        }

        var parameters = read.Value;
        if (request.Directory.Settings.UsersOnly)
        {
            return new ScimAnswer(StatusCodes.Status200OK, ScimJson.WriteList(
                new ListPage<StoredGroup>([], 0, parameters.Query.StartIndex, null), parameters.Query.Cursor is not null, (_, _) => { }));
        }

        var page = await search.GroupsAsync(request.Directory.Id, parameters.Query, request.Aborted);
        if (!page.Succeeded)
        {
            return page.Error;
        }

        var members = parameters.Projection.Wants("members")
            ? await groups.ReadMemberIdsAsync(request.Directory.Id, [.. page.Value.Items.Select(group => group.Id)], request.Aborted)
            : null;
        return new ScimAnswer(StatusCodes.Status200OK, ScimJson.WriteList(
            page.Value, parameters.Query.Cursor is not null,
            (output, group) => Write(output, group, members?[group.Id].ToList(), parameters.Projection, request.BaseUrl)));
    }

    private async Task<ScimAnswer> AnswerAsync(ScimRequest request, ScimResult<GroupWritten> written, int mostMembers = MostMembersInReply)
    {
        if (!written.Succeeded)
        {
            return written.Error;
        }

        var projection = AttributeProjection.Parse(request.Query("attributes"), request.Query("excludedAttributes"), ResourceType.Group);
        if (!projection.Succeeded)
        {
            return projection.Error;
        }

        var (group, created) = written.Value;
        var members = !projection.Value.Wants("members") || group.MemberCount > mostMembers ? null
            : group.MemberCount == 0 ? []
            : (await groups.ReadMemberIdsAsync(request.Directory.Id, [group.Id], request.Aborted))[group.Id].ToList();
        var output = new ArrayBufferWriter<byte>(1024);
        Write(output, group, members, projection.Value, request.BaseUrl);
        return new ScimAnswer(created ? StatusCodes.Status201Created : StatusCodes.Status200OK, output.WrittenMemory)
        {
            ETag = ScimJson.ETag(group.Version),
            Location = ScimJson.Location(request.BaseUrl, group),
        };
    }

    private static void Write(IBufferWriter<byte> output, StoredGroup group, List<UserId>? members, AttributeProjection projection, string baseUrl)
    {
        if (projection.IsDefault)
        {
            ScimJson.WriteGroup(output, group, members, baseUrl);
            return;
        }

        var whole = new ArrayBufferWriter<byte>(2048);
        ScimJson.WriteGroup(whole, group, members, baseUrl);
        output.Write(ScimJson.Write(projection.Apply(ScimJson.Parse(whole.WrittenSpan))));
    }

    private static GroupRules Rules(ScimRequest request) => new(
        AdoptByDisplayName: request.Directory.Settings.GroupMatching == GroupMatching.ByDisplayName,
        KeepMembers: request.Directory.Settings.MemberRetention == MemberRetention.Merge);

    private static ScimError Unknown(ScimRequest request) => ScimError.NotFound("Group", request.RouteId);
}
