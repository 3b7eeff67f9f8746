using Gateway.Core.Directories;
using Gateway.Core.Ids;
using Directory = Gateway.Core.Directories.Directory;

namespace Gateway.Web.Api;

/// <summary><c>/api/v1/directories</c>.</summary>
internal static class DirectoryEndpoints
{
    public static readonly ApiProblem NotFound = ApiProblem.Of(DirectoryError.NotFound);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/directories", CreateAsync);
        api.MapGet("/directories", ListAsync);
        api.MapGet("/directories/{id}", GetAsync);
        api.MapPatch("/directories/{id}", ChangeAsync);
        api.MapDelete("/directories/{id}", DeleteAsync);
    }

    /// <summary>The directory of a path, or null: answer <see cref="NotFound"/>.</summary>
    public static async Task<Directory?> FindAsync(DirectoryRegistry registry, string id, CancellationToken cancellationToken) =>
        TypedId.TryParse<DirectoryId>(id, out var directory) ? await registry.FindAsync(directory, cancellationToken) : null;

    private static async Task<IResult> CreateAsync(HttpRequest request, DirectoryRegistry registry, PublicAddress address, CancellationToken cancellationToken)
    {
        var body = await ApiBody.ReadAsync(request, cancellationToken);
        var draft = new DirectoryDraft
        {
            Name = body.RequiredText("name"),
            Organization = body.Text("organization"),
            Slug = body.Text("slug"),
            Settings = DirectoryBody.ReadSettings(body)(new DirectorySettings()),
        };
        if (body.Refusal is { } refusal)
        {
            return refusal;
        }

        var created = await registry.CreateAsync(draft, cancellationToken);
        return created.Value is { } made
            ? ApiAnswers.Created($"/api/v1/directories/{made.Directory.Id}", DirectoryBody.Of(made.Directory, address.Of(request), made.Token.Secret))
            : ApiProblem.Of(created.Error!);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, DirectoryRegistry registry, PublicAddress address, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(request);
        var (after, limit) = (query.After<DirectoryId>(), query.Limit());
        return query.Refusal is { } refusal
            ? refusal
            : ApiAnswers.Page(
                await registry.ListAsync(after, limit + 1, cancellationToken),
                limit,
                directory => DirectoryBody.Of(directory, address.Of(request)),
                directory => directory.Id.ToString());
    }

    private static async Task<IResult> GetAsync(string id, HttpRequest request, DirectoryRegistry registry, PublicAddress address, CancellationToken cancellationToken) =>
        await FindAsync(registry, id, cancellationToken) is { } directory ? ApiAnswers.Ok(DirectoryBody.Of(directory, address.Of(request))) : NotFound;

    private static async Task<IResult> ChangeAsync(string id, HttpRequest request, DirectoryRegistry registry, PublicAddress address, CancellationToken cancellationToken)
    {
        var body = await ApiBody.ReadAsync(request, cancellationToken);
        var (name, organization, slug) = (body.Text("name"), body.Text("organization"), body.Text("slug"));
        var settings = DirectoryBody.ReadSettings(body);
        if (body.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!TypedId.TryParse<DirectoryId>(id, out var directory))
        {
            return NotFound;
        }

        var changed = await registry.ChangeAsync(
            directory,
            present => present with
            {
                Name = name ?? present.Name,
                Organization = body.Has("organization") ? organization : present.Organization,
                Slug = slug ?? present.Slug,
                Settings = settings(present.Settings),
            },
            cancellationToken);
        return changed.Value is { } after ? ApiAnswers.Ok(DirectoryBody.Of(after, address.Of(request))) : ApiProblem.Of(changed.Error!);
    }

    private static async Task<IResult> DeleteAsync(string id, DirectoryRegistry registry, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<DirectoryId>(id, out var directory))
        {
            return NotFound;
        }

        return (await registry.DeleteAsync(directory, cancellationToken)).Error is { } error ? ApiProblem.Of(error) : ApiAnswers.Gone;
    }
}
