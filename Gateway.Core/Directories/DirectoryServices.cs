using Gateway.Core.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Core.Directories;

/// <summary>Wires directories, their tokens and what decides who may speak to them.</summary>
public static class DirectoryServices
{
    /// <summary>Needs <c>AddStorage</c>.</summary>
    public static IServiceCollection AddDirectories(this IServiceCollection services)
    {
        services.AddOptions<DeclaredDirectoryOptions>().BindConfiguration(DeclaredDirectoryOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DeclaredDirectoryOptions>, Validation>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ChangeSignal>();
        services.TryAddSingleton<OperatorSignal>();
        services.TryAddSingleton<Holds>();
        services.TryAddSingleton<EventLog>();
        services.AddSingleton<TokenUse>();
        services.AddHostedService(provider => provider.GetRequiredService<TokenUse>());
        services.AddSingleton<DirectoryAuthentication>();
        services.AddSingleton<FailedAuthenticationLimiter>();
        services.AddSingleton<DirectoryPurgeSignal>();
        services.AddHostedService<DirectoryPurge>();
        services.AddSingleton<DirectoryRegistry>();
        services.AddSingleton<DirectoryTokens>();
        services.AddSingleton<DeclaredDirectory>();
        return services;
    }

    private sealed class Validation : IValidateOptions<DeclaredDirectoryOptions>
    {
        public ValidateOptionsResult Validate(string? name, DeclaredDirectoryOptions options) =>
            options.Refusals().ToList() is { Count: > 0 } refusals ? ValidateOptionsResult.Fail(refusals) : ValidateOptionsResult.Success;
    }
}
