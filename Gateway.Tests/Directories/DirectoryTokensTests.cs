using Gateway.Core.Directories;
using Gateway.Core.Ids;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Directories;

public sealed class DirectoryTokensTests
{
    private static readonly TimeSpan OneHour = TimeSpan.FromHours(1);

    [Theory, EveryDatabase]
    public async Task Given_no_token_When_ten_are_issued_at_once_Then_two_exist_and_the_others_are_refused(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var (directory, first) = await bench.HasDirectoryAsync();
        await bench.Tokens.RemoveAsync(directory.Id, first.Token.Id, CancellationToken.None);

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            Task.Run(() => bench.Tokens.IssueAsync(directory.Id, $"token {i}", expiresAt: null, CancellationToken.None))));

        Assert.Equal(2, results.Count(result => result.Succeeded));
        Assert.All(results.Where(result => !result.Succeeded), result => Assert.Equal(DirectoryErrorKind.TokenLimit, result.Error!.Kind));
        Assert.Equal(2, (await bench.Tokens.ListAsync(directory.Id, CancellationToken.None)).Count);
        Assert.Equal(2, await bench.CountAsync("directory_token_secrets", directory.Id));
    }

    [Theory, EveryDatabase]
    public async Task A_renewed_token_has_a_new_secret_and_the_former_one_ends_with_its_grace(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var (directory, token) = await bench.HasDirectoryAsync();

        var renewed = (await bench.Tokens.RenewAsync(directory.Id, token.Token.Id, expiresAt: null, OneHour, CancellationToken.None)).Value!;

        Assert.Equal(token.Token.Id, renewed.Token.Id);
        Assert.NotEqual(token.Secret, renewed.Secret);
        Assert.Equal(renewed.Secret[^4..], Assert.Single(await bench.Tokens.ListAsync(directory.Id, CancellationToken.None)).LastFour);
        Assert.NotNull(await bench.AuthenticateAsync(directory.Slug, renewed.Secret));
        Assert.NotNull(await bench.AuthenticateAsync(directory.Slug, token.Secret));
        bench.Clock.Move(OneHour);
        Assert.Null(await bench.AuthenticateAsync(directory.Slug, token.Secret));
        Assert.NotNull(await bench.AuthenticateAsync(directory.Slug, renewed.Secret));
    }

    [Theory, EveryDatabase]
    public async Task Renewal_without_grace_ends_every_former_secret_at_once(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var (directory, token) = await bench.HasDirectoryAsync();
        var second = (await bench.Tokens.RenewAsync(directory.Id, token.Token.Id, expiresAt: null, OneHour, CancellationToken.None)).Value!;

        var third = (await bench.Tokens.RenewAsync(directory.Id, token.Token.Id, expiresAt: null, TimeSpan.Zero, CancellationToken.None)).Value!;

        Assert.Null(await bench.AuthenticateAsync(directory.Slug, token.Secret));
        Assert.Null(await bench.AuthenticateAsync(directory.Slug, second.Secret));
        Assert.NotNull(await bench.AuthenticateAsync(directory.Slug, third.Secret));
    }

    [Theory, EveryDatabase]
    public async Task Renewal_gives_the_same_lifetime_again_and_revives_no_expired_secret(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var (directory, _) = await bench.HasDirectoryAsync();
        var token = (await bench.Tokens.IssueAsync(directory.Id, "hourly", bench.Clock.GetUtcNow() + OneHour, CancellationToken.None)).Value!;
        bench.Clock.Move(2 * OneHour);

        var renewed = (await bench.Tokens.RenewAsync(directory.Id, token.Token.Id, expiresAt: null, 24 * OneHour, CancellationToken.None)).Value!;

        Assert.Equal(bench.Clock.GetUtcNow() + OneHour, renewed.Token.ExpiresAt);
        Assert.Null(await bench.AuthenticateAsync(directory.Slug, token.Secret));
        Assert.NotNull(await bench.AuthenticateAsync(directory.Slug, renewed.Secret));
    }

    [Theory, EveryDatabase]
    public async Task When_a_token_is_renewed_by_several_at_once_Then_one_secret_lasts(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var (directory, token) = await bench.HasDirectoryAsync();

        var renewed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Task.Run(() => bench.Tokens.RenewAsync(directory.Id, token.Token.Id, expiresAt: null, OneHour, CancellationToken.None))));

        bench.Clock.Move(OneHour);
        var lasting = 0;
        foreach (var each in renewed)
        {
            lasting += await bench.AuthenticateAsync(directory.Slug, each.Value!.Secret) is null ? 0 : 1;
        }

        Assert.Equal(1, lasting);
    }

    [Theory, EveryDatabase]
    public async Task Tokens_of_another_directory_are_not_found(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var (_, token) = await bench.HasDirectoryAsync();
        var (other, _) = await bench.HasDirectoryAsync();

        Assert.Equal(DirectoryErrorKind.TokenNotFound, (await bench.Tokens.ChangeAsync(other.Id, token.Token.Id, null, false, CancellationToken.None)).Error!.Kind);
        Assert.Equal(DirectoryErrorKind.TokenNotFound, (await bench.Tokens.RenewAsync(other.Id, token.Token.Id, null, OneHour, CancellationToken.None)).Error!.Kind);
        Assert.False(await bench.Tokens.RemoveAsync(other.Id, token.Token.Id, CancellationToken.None));
        Assert.Null(await bench.Tokens.FindAsync(other.Id, token.Token.Id, CancellationToken.None));
        Assert.Equal(DirectoryErrorKind.TokenLimit, (await bench.Tokens.IssueAsync(DirectoryId.New(), "x", null, CancellationToken.None)).Error!.Kind);
    }
}
