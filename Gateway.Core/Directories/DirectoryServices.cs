using Gateway.Core.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Core.Directories;

/// <summary>Wires directories, their tokens and what decides who may speak to them.</summary>
public static class DirectoryServices
{
    public static IServiceCollection AddDirectories(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ChangeSignal>();
        services.TryAddSingleton<EventLog>();
        services.AddSingleton<TokenUse>();
        services.AddHostedService(provider => provider.GetRequiredService<TokenUse>());
        services.AddSingleton<DirectoryAuthentication>();
        services.AddSingleton<FailedAuthenticationLimiter>();
        services.AddSingleton<DirectoryPurgeSignal>();
        services.AddHostedService<DirectoryPurge>();
        services.AddSingleton<DirectoryRegistry>();
        services.AddSingleton<DirectoryTokens>();
        return services;
    }
}
