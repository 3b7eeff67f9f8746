using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Core.Directories;

/// <summary>Makes the directory that the configuration declares, or brings it up to date. Several processes may do so at once.</summary>
public sealed class DeclaredDirectory(
    DirectoryRegistry registry, DirectoryTokens tokens, IOptions<DeclaredDirectoryOptions> options, ILogger<DeclaredDirectory> logger)
{
    private const string TokenName = "configuration";
    private const int Tries = 3;

    /// <returns>What was created, if it was; its token is generated where the configuration names none. Null: it was there, or nothing is declared.</returns>
    /// <exception cref="OptionsValidationException">It cannot be as declared; the message says what to do.</exception>
    public async Task<CreatedDirectory?> EnsureAsync(CancellationToken cancellationToken)
    {
        if (options.Value is not { Name: { } name } declared)
        {
            return null;
        }

        for (var tried = 1; ; tried++)
        {
            if (await registry.FindDeclaredAsync(cancellationToken) is { } present)
            {
                await UpdateAsync(present, declared, name, cancellationToken);
                return null;
            }

            var draft = new DirectoryDraft { Name = name, Slug = declared.Slug, TokenName = TokenName, TokenSecret = declared.Token, Declared = true };
            var created = await registry.CreateAsync(draft, cancellationToken);
            if (created.Value is { } directory)
            {
                logger.Declared(directory.Directory.Id, directory.Directory.Slug);
                return directory;
            }

            if (tried == Tries)
            {
                throw Refused(created.Error!);
            }
        }
    }

    private async Task UpdateAsync(Directory present, DeclaredDirectoryOptions declared, string name, CancellationToken cancellationToken)
    {
        var changed = await registry.ChangeAsync(
            present.Id, directory => directory with { Name = name, Slug = declared.Slug ?? directory.Slug }, cancellationToken);
        var error = changed.Error
            ?? (declared.Token is { } token ? await tokens.DeclareAsync(present.Id, TokenName, token, cancellationToken) : null);
        if (error is not null)
        {
            throw Refused(error);
        }

        logger.Declared(present.Id, changed.Value!.Slug);
    }

    private static OptionsValidationException Refused(DirectoryError error) => new(
        DeclaredDirectoryOptions.Section, typeof(DeclaredDirectoryOptions), [$"{DeclaredDirectoryOptions.Section}: {error.Detail}"]);
}
