using Gateway.Core.Directories;
using Gateway.Core.Ids;

namespace Gateway.Web.Api;

/// <summary><c>/api/v1/directories/{directory}/tokens</c>.</summary>
internal static class TokenEndpoints
{
    private const string DefaultName = "token";
    private static readonly ApiProblem NotFound = ApiProblem.Of(DirectoryError.TokenNotFound);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/directories/{directory}/tokens", IssueAsync);
        api.MapGet("/directories/{directory}/tokens", ListAsync);
        api.MapGet("/directories/{directory}/tokens/{id}", GetAsync);
        api.MapPatch("/directories/{directory}/tokens/{id}", ChangeAsync);
        api.MapPost("/directories/{directory}/tokens/{id}/renewal", RenewAsync);
        api.MapDelete("/directories/{directory}/tokens/{id}", RemoveAsync);
    }

    private static async Task<IResult> IssueAsync(
        string directory, HttpRequest request, DirectoryRegistry registry, DirectoryTokens tokens, CancellationToken cancellationToken)
    {
        var body = await ApiBody.ReadAsync(request, cancellationToken);
        var (name, expiresAt) = (body.Text("name") ?? DefaultName, body.Moment("expires_at"));
        if (body.Refusal is { } refusal)
        {
            return refusal;
        }

        if (await DirectoryEndpoints.FindAsync(registry, directory, cancellationToken) is not { } found)
        {
            return DirectoryEndpoints.NotFound;
        }

        var issued = await tokens.IssueAsync(found.Id, name, expiresAt, cancellationToken);
        return issued.Value is { } token
            ? ApiAnswers.Created($"/api/v1/directories/{found.Id}/tokens/{token.Token.Id}", TokenBody.Of(token))
            : ApiProblem.Of(issued.Error!);
    }

    private static async Task<IResult> ListAsync(
        string directory, HttpRequest request, DirectoryRegistry registry, DirectoryTokens tokens, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(request);
        query.Limit(); // There are at most two.
        if (query.Refusal is { } refusal)
        {
            return refusal;
        }

        if (await DirectoryEndpoints.FindAsync(registry, directory, cancellationToken) is not { } found)
        {
            return DirectoryEndpoints.NotFound;
        }

        var all = await tokens.ListAsync(found.Id, cancellationToken);
        return ApiAnswers.Ok(new ApiPage<TokenBody>([.. all.Select(TokenBody.Of)], null));
    }

    private static async Task<IResult> GetAsync(string directory, string id, DirectoryTokens tokens, CancellationToken cancellationToken) =>
        Find(directory, id) is var (of, token) && await tokens.FindAsync(of, token, cancellationToken) is { } found ? ApiAnswers.Ok(TokenBody.Of(found)) : NotFound;

    private static async Task<IResult> ChangeAsync(string directory, string id, HttpRequest request, DirectoryTokens tokens, CancellationToken cancellationToken)
    {
        var body = await ApiBody.ReadAsync(request, cancellationToken);
        var (name, state) = (body.Text("name"), body.Word<TokenState>("state"));
        if (body.Refusal is { } refusal)
        {
            return refusal;
        }

        if (Find(directory, id) is not var (of, token))
        {
            return NotFound;
        }

        var changed = await tokens.ChangeAsync(of, token, name, state is { } wanted ? wanted == TokenState.Active : null, cancellationToken);
        return changed.Value is { } after ? ApiAnswers.Ok(TokenBody.Of(after)) : ApiProblem.Of(changed.Error!);
    }

    private static async Task<IResult> RenewAsync(string directory, string id, HttpRequest request, DirectoryTokens tokens, CancellationToken cancellationToken)
    {
        var body = await ApiBody.ReadAsync(request, cancellationToken);
        var expiresAt = body.Moment("expires_at");
        var grace = body.Number("grace_seconds", 0, (int)DirectoryTokens.MaximumGrace.TotalSeconds);
        if (body.Refusal is { } refusal)
        {
            return refusal;
        }

        if (Find(directory, id) is not var (of, token))
        {
            return NotFound;
        }

        var renewed = await tokens.RenewAsync(of, token, expiresAt, grace is { } seconds ? TimeSpan.FromSeconds(seconds) : DirectoryTokens.DefaultGrace, cancellationToken);
        return renewed.Value is { } issued ? ApiAnswers.Ok(TokenBody.Of(issued)) : ApiProblem.Of(renewed.Error!);
    }

    private static async Task<IResult> RemoveAsync(string directory, string id, DirectoryTokens tokens, CancellationToken cancellationToken) =>
        Find(directory, id) is var (of, token) && await tokens.RemoveAsync(of, token, cancellationToken) ? ApiAnswers.Gone : NotFound;

    private static (DirectoryId Directory, TokenId Token)? Find(string directory, string id) =>
        TypedId.TryParse<DirectoryId>(directory, out var of) && TypedId.TryParse<TokenId>(id, out var token) ? (of, token) : null;
}
